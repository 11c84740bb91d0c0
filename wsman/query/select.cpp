#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "wsman/cim/text.h"
#include "wsman/query/datum.h"
#include "wsman/query/evaluate.h"

namespace wsman::query {

namespace {

constexpr std::string_view kRowClass = "CQL_Row";

/// Copies what a path names into `out`, within embedded objects where it leads into them.
void copyPath(const cim::Instance& from, const PropertyPath& path, std::size_t step, cim::Instance& out) {
    const auto* property = from.find(path.steps[step].name);
    if (property == nullptr) {
        return;
    }
    if (step + 1 == path.steps.size()) {
        out.set(property->name, property->value, property->flags);
        return;
    }
    const auto* embedded = property->value.get<cim::Embedded>();
    if (embedded == nullptr || !embedded->instance) {
        return;
    }
    cim::Instance inner;
    inner.className = embedded->instance->className;
    inner.nameSpace = embedded->instance->nameSpace;
    if (const auto* there = out.find(property->name)) {
        const auto* earlier = there->value.get<cim::Embedded>();
        inner = earlier != nullptr && earlier->instance ? *earlier->instance : inner;
    }
    copyPath(*embedded->instance, path, step + 1, inner);
    out.set(property->name, cim::Value::of(cim::Embedded{std::make_shared<const cim::Instance>(std::move(inner))}),
            property->flags);
}

cim::Value valueFrom(const Datum& datum) {
    switch (datum.kind) {
        case Datum::Kind::kNull:
            break;
        case Datum::Kind::kBoolean:
            return cim::Value::of(datum.boolean);
        case Datum::Kind::kNumber:
            return cim::Value::of(scalarOf(datum.number));
        case Datum::Kind::kText:
            return cim::Value::of(std::string(datum.text()));
        case Datum::Kind::kDatetime:
            return cim::Value::of(datum.datetime);
        case Datum::Kind::kInstance: {
            auto copy = std::make_shared<const cim::Instance>(*datum.instance);
            return datum.reference ? cim::Value::of(cim::Reference{std::move(copy)})
                                   : cim::Value::of(cim::Embedded{std::move(copy)});
        }
        case Datum::Kind::kArray:
            if (!datum.elements->empty()) {
                const auto type = cim::typeOf(datum.elements->front());
                return cim::Value::array(type, *datum.elements).value_or(cim::Value::null(type, true));
            }
            break;
    }
    return cim::Value::null(cim::Type::kString);
}

/// A property as it is, or nullptr where the item computes something.
const cim::Property* plainProperty(const Row& row, const SelectItem& item) {
    const bool plain = item.value.kind == Operand::Kind::kProperty && item.value.path.steps.size() == 1 &&
                       !item.value.path.steps.front().index && item.value.path.steps.front().scope.empty() &&
                       item.value.path.source < row.instances.size();
    return plain ? row.instances[item.value.path.source]->find(item.value.path.steps.front().name) : nullptr;
}

cim::Instance projectCql(const Row& row) {
    cim::Instance out;
    const bool join = row.instances.size() > 1;
    out.className = join ? std::string(kRowClass) : row.instances.front()->className;
    out.nameSpace = row.instances.front()->nameSpace;
    const auto add = [&](std::string name, cim::Value value, std::uint32_t flags, std::size_t source) {
        if (out.find(name) != nullptr) {
            const auto& from = row.query.from[source];
            name = (from.alias.empty() ? from.className : from.alias) + "_" + name;
        }
        out.set(std::move(name), std::move(value), join ? 0 : flags);
    };
    for (const auto& item : row.query.items) {
        if (item.all) {
            for (std::size_t i = 0; i < row.instances.size(); ++i) {
                if (item.value.path.qualified && item.value.path.source != i) {
                    continue;
                }
                for (const auto& property : row.instances[i]->properties) {
                    add(property.name, property.value, property.flags, i);
                }
            }
            continue;
        }
        const auto* plain = plainProperty(row, item);
        std::string name = item.alias;
        if (name.empty()) {
            name = plain != nullptr                              ? plain->name
                   : item.value.kind == Operand::Kind::kProperty ? item.value.path.steps.back().name
                                                                 : "Value" + std::to_string(out.properties.size());
        }
        add(std::move(name), plain != nullptr ? plain->value : valueFrom(valueOf(row, item.value)),
            plain != nullptr ? plain->flags : 0, item.value.path.source);
    }
    return out;
}

cim::Instance projectRow(const Row& row) {
    const cim::Instance& instance = *row.instances.front();
    if (row.query.selectsAll()) {
        return instance;
    }
    if (row.query.dialect == Dialect::kCql) {
        return projectCql(row);
    }
    cim::Instance out;
    out.className = instance.className;
    out.nameSpace = instance.nameSpace;
    out.resourceUri = instance.resourceUri;
    for (const auto& item : row.query.items) {
        if (item.all) {
            return instance;
        }
        copyPath(instance, item.value.path, 0, out);
    }
    return out;
}

/// Rows of a join, one source after the other; the condition is asked of whole rows.
class Join {
public:
    Join(const Query& query, const ClassView& classes, const SelectLimits& limits)
        : query_(query), classes_(classes), limits_(limits) {}

    Result<void> run(const InstanceSource& source) {
        for (const auto& from : query_.from) {
            sets_.emplace_back();
            source(from.className, [&](const InstancePtr& instance) {
                sets_.back().push_back(instance);
                return sets_.back().size() <= limits_.maxRows;
            });
            if (sets_.back().size() > limits_.maxRows) {
                return tooMany();
            }
        }
        row_.resize(sets_.size());
        combine(0);
        return over_ ? tooMany() : Result<void>();
    }

    [[nodiscard]] std::vector<std::vector<InstancePtr>> take() { return std::move(rows_); }

private:
    static tl::unexpected<Error> tooMany() {
        return fail(ErrorCode::kLimitExceeded, "the query has too many rows to be sorted or joined");
    }

    void combine(std::size_t depth) {  // as deep as there are sources
        if (depth == sets_.size()) {
            std::vector<const cim::Instance*> row;
            row.reserve(row_.size());
            for (const auto& instance : row_) {
                row.push_back(instance.get());
            }
            over_ = over_ || ++combinations_ > limits_.maxCombinations;
            if (!over_ && matches(query_, row, classes_)) {
                rows_.push_back(row_);
                over_ = rows_.size() > limits_.maxRows;
            }
            return;
        }
        for (const auto& instance : sets_[depth]) {
            if (over_) {
                return;
            }
            row_[depth] = instance;
            combine(depth + 1);
        }
    }

    const Query& query_;
    const ClassView& classes_;
    const SelectLimits& limits_;
    std::vector<std::vector<InstancePtr>> sets_;
    std::vector<InstancePtr> row_;
    std::vector<std::vector<InstancePtr>> rows_;
    std::uint64_t combinations_ = 0;
    bool over_ = false;
};

std::vector<const cim::Instance*> pointers(const std::vector<InstancePtr>& row) {
    std::vector<const cim::Instance*> out;
    out.reserve(row.size());
    for (const auto& instance : row) {
        out.push_back(instance.get());
    }
    return out;
}

/// Equal for rows that DISTINCT holds for one.
std::string identity(const cim::Instance& row) {
    std::string out = row.className;
    for (const auto& property : row.properties) {
        out += '\n' + property.name + '=';
        const auto add = [&](const cim::Scalar& scalar) {
            const auto* reference = std::get_if<cim::Reference>(&scalar);
            const auto text = reference != nullptr && reference->target ? relativePath(*reference->target)
                                                                        : cim::formatScalar(scalar);
            out += std::to_string(text.size()) + ":" + text;
        };
        if (property.value.scalar) {
            add(*property.value.scalar);
        }
        for (const auto& element : property.value.elements.value_or(std::vector<cim::Scalar>{})) {
            add(element);
        }
    }
    return out;
}

void sortRows(const Query& query, const ClassView& classes, std::vector<std::vector<InstancePtr>>& rows) {
    std::ranges::stable_sort(rows, [&](const auto& a, const auto& b) {
        const auto left = pointers(a);
        const auto right = pointers(b);
        for (const auto& order : query.orderBy) {
            const Datum x = valueOf(Row{query, left, classes}, order.path);
            const Datum y = valueOf(Row{query, right, classes}, order.path);
            const bool xNull = x.kind == Datum::Kind::kNull;
            const bool yNull = y.kind == Datum::Kind::kNull;
            // NULL comes first; what cannot be compared is equal.
            const int sign = xNull != yNull ? (xNull ? -1 : 1) : compare(x, y, false).value_or(0);
            if (sign != 0) {
                return order.descending ? sign > 0 : sign < 0;
            }
        }
        return false;
    });
}

}  // namespace

cim::Instance project(const Query& query, const cim::Instance& instance, const ClassView& classes) {
    const std::array<const cim::Instance*, 1> row{&instance};
    return projectRow({query, row, classes});
}

bool isStreamable(const Query& query) {
    return query.from.size() == 1 && query.orderBy.empty() && !query.distinct && !query.first && !query.count;
}

Result<std::vector<InstancePtr>> select(const Query& query, const InstanceSource& source, const ClassView& classes,
                                        const SelectLimits& limits) {
    Join join(query, classes, limits);
    if (auto run = join.run(source); !run) {
        return tl::unexpected(std::move(run.error()));
    }
    auto rows = join.take();
    std::vector<InstancePtr> out;
    if (query.count) {
        cim::Instance counted;
        counted.className = query.from.front().className;
        counted.set("Count", cim::Value::of(static_cast<std::uint64_t>(rows.size())));
        out.push_back(std::make_shared<const cim::Instance>(std::move(counted)));
        return out;
    }
    sortRows(query, classes, rows);
    std::set<std::string> seen;
    for (const auto& row : rows) {
        if (query.first && out.size() >= *query.first) {
            break;
        }
        const bool whole = query.selectsAll() && !query.distinct;
        auto made =
            whole ? row.front() : std::make_shared<const cim::Instance>(projectRow({query, pointers(row), classes}));
        if (!query.distinct || seen.insert(identity(*made)).second) {
            out.push_back(std::move(made));
        }
    }
    return out;
}

}  // namespace wsman::query
