#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/error.h"

namespace client::abi {

enum class SerialFormat : std::uint8_t {
    kXml,  ///< "MI_XML": instances in the WS-CIM form (DSP0230), classes as CIM-XML (DSP0201), several in a DECLGROUP
    kMof,  ///< "MI_MOF_CIMV2_EXTV1": DSP0004
};

/// By the name that mi.h gives it, in any case.
std::optional<SerialFormat> serialFormat(std::string_view name);

/// Classes, parents first, and an instance after them; either may be missing.
std::string writeSerial(SerialFormat format, const std::vector<wsman::cim::Class>& classes,
                        const wsman::cim::Instance* instance);

/// Gives a class with all that it inherits, or nullptr.
using CompleteClass = std::function<std::shared_ptr<const wsman::cim::Class>(std::string_view name)>;
/// Told of each class of a text before what follows it is read.
using ClassSeen = std::function<void(const wsman::cim::Class&)>;

/// What was read of a text, and how many bytes of it.
template <class Object>
struct SerialRead {
    Object object;
    std::size_t bytes = 0;
};

/// The first class of a MOF text, or the last of those that follow it and each derive from the one before; the last
/// class of an XML document. `seen` is told of those before it.
wsman::Result<SerialRead<wsman::cim::Class>> readSerialClass(SerialFormat format, std::string_view bytes,
                                                             const ClassSeen& seen);
/// The first instance that is no part of another, see kDeserializerFT.
wsman::Result<SerialRead<wsman::cim::Instance>> readSerialInstance(SerialFormat format, std::string_view bytes,
                                                                   const CompleteClass& find, const ClassSeen& seen);

}  // namespace client::abi
