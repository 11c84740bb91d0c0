#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mockserver::repository {

/// A `#pragma include ("name")` that stands between declarations.
struct MofInclude {
    std::string name;
    std::size_t offset = 0;  ///< where it stands
    std::size_t due = 0;     ///< the end of the declaration before it: to be read when that has been read
};

/// Takes the includes out of a text, in their order; blanks are left, so that places stay the same. What is in
/// comments, strings and declarations is left alone, and so is all that follows what is no MOF: its reader tells of it.
std::vector<MofInclude> takeIncludes(std::string& text);

/// The name of an included file as the folder knows it: relative to the file that includes it. It may still leave the
/// folder, which reading it refuses.
std::string includedName(const std::string& file, const std::string& name);

}  // namespace mockserver::repository
