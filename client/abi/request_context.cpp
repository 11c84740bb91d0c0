#include "client/abi/request_context.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <clocale>
#include <cstring>
#include <random>

#include "wsman/cim/text.h"

namespace client::abi {

namespace cim = wsman::cim;

namespace {

constexpr MI_Uint32 kPolymorphismMask = MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY;
// What servers of today take for one message; the server's own default may be far smaller (DSP0226 §6.2).
constexpr std::uint64_t kDefaultEnvelopeSize = 500 * 1024;

// The language of the calling process ("de_DE.UTF-8" is de-DE), en-US when it has chosen none.
std::string processLocale() {
    const char* name = std::setlocale(LC_MESSAGES, nullptr);
    std::string locale = name ? name : "C";
    locale = locale.substr(0, locale.find_first_of(".@"));
    std::replace(locale.begin(), locale.end(), '_', '-');
    return locale == "C" || locale == "POSIX" || locale.empty() ? "en-US" : locale;
}

std::string machineName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// SHALLOW is one bit of DEEP_BASE_PROPS_ONLY, so the two are told apart by both bits.
std::optional<wsman::ops::Polymorphism> polymorphismOf(MI_Uint32 flags) {
    switch (flags & kPolymorphismMask) {
        case MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW:
            return wsman::ops::Polymorphism::kNone;
        case MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY:
            return wsman::ops::Polymorphism::kExcludeSubClassProperties;
        default:
            return std::nullopt;
    }
}

// The XML Schema type of a custom option (DSP0230 maps each CIM type to one).
std::string_view schemaTypeOf(cim::Type type) {
    static constexpr std::string_view kNames[] = {"xs:boolean", "xs:unsignedByte", "xs:byte",   "xs:unsignedShort",
                                                  "xs:short",   "xs:unsignedInt",  "xs:int",    "xs:unsignedLong",
                                                  "xs:long",    "xs:float",        "xs:double", "xs:string",
                                                  "xs:string",  "xs:string"};
    const auto index = static_cast<std::size_t>(type);
    return index < std::size(kNames) ? kNames[index] : std::string_view();
}

// What an option of the program is called on the wire; empty: it does not leave the client. WinRM clients send the
// options of mi.h that concern the provider by their keys, with a prefix that says what they are.
std::string wireNameOf(const std::string& name) {
    if (!cim::sameName(std::string_view(name).substr(0, std::strlen(MI_KEY_OPERATION_PREFIX)),
                       MI_KEY_OPERATION_PREFIX)) {
        return name;
    }
    if (cim::sameName(name, MI_KEY_OPERATION_CHANNEL)) {
        return "wmiarray:" MI_KEY_OPERATION_CHANNEL "VALUE";
    }
    for (const std::string_view key :
         {MI_KEY_OPERATION_WRITEERRORMODE, MI_KEY_OPERATION_PROMPTUSERMODE,
          MI_KEY_OPERATION_PROMPTUSERMODEREGULAR_ACKVALUE, MI_KEY_OPERATION_PROVIDER_ARCHITECTURE,
          MI_KEY_OPERATION_REQUIRED_ARCHITECTURE}) {
        if (cim::sameName(name, key)) {
            return "wmi:" + std::string(key);
        }
    }
    return {};
}

// Options for the provider. Values that an Option cannot carry as text (arrays, instances) become one Option per
// element, or nothing.
std::vector<wsman::soap::Option> customOptions(const OptionBag& bag) {
    std::vector<wsman::soap::Option> out;
    for (std::size_t i = 0; i < bag.count(); ++i) {
        const auto& option = bag.at(i);
        const std::string name = wireNameOf(option.name);
        if (name.empty()) {
            continue;
        }
        const MI_Value& raw = option.value.get();
        const auto value = toCim(option.value.type(), &raw);
        const std::string type(schemaTypeOf(value.type));
        if (type.empty()) {
            continue;
        }
        if (value.scalar) {
            out.push_back({name, cim::formatScalar(*value.scalar), type, option.mustComply});
        } else if (value.elements) {
            for (const auto& element : *value.elements) {
                out.push_back({name, cim::formatScalar(element), type, option.mustComply});
            }
        }
    }
    return out;
}

}  // namespace

std::string newMessageId() {
    thread_local std::random_device source;
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        const std::uint32_t word = source();
        std::memcpy(&bytes[i], &word, 4);
    }
    return wsman::soap::makeMessageId(bytes);
}

OperationContext contextOf(MI_Uint32 flags, const OptionBag* own, bool mustUnderstand, const OptionBag& destination,
                           std::string_view nameSpace, std::string_view url) {
    static const OptionBag kNone;
    const OptionBag& options = own ? *own : kNone;
    OperationContext context;
    context.to = url;
    context.nameSpace = nameSpace;
    context.resourceUri = options.string(MI_KEY_OPERATION_RESOURCE_URI).value_or("");
    context.resourceUriPrefix = options.string(MI_KEY_OPERATION_RESOURCE_URI_PREFIX).value_or("");
    if (const auto timeout = options.interval(MI_KEY_OPERATION_TIMEOUT)) {
        context.timeout = *timeout;
    } else if (const auto common = destination.interval(MI_KEY_DESTINATION_TIMEOUT)) {
        context.timeout = *common;
    }
    context.locale = destination.string(MI_KEY_DESTINATION_UI_LOCALE).value_or(processLocale());
    context.dataLocale = destination.string(MI_KEY_DESTINATION_DATA_LOCALE).value_or(processLocale());
    const auto kilobytes = destination.number(MI_KEY_DESTINATION_MAX_ENVELOPE_SIZE);
    context.maxEnvelopeSize = kilobytes ? std::uint64_t{*kilobytes} * 1024 : kDefaultEnvelopeSize;
    if (const auto elements = destination.number(MI_KEY_DESTINATION_MAX_ELEMENTS)) {
        context.maxElements = *elements;
    }
    context.options = customOptions(options);
    if ((flags & MI_OPERATIONFLAGS_FULL_RTTI) != 0) {
        context.options.push_back({"IncludeInheritanceHierarchy", "true", "xs:boolean"});
    }
    if ((flags & MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS) != 0) {
        context.options.push_back({"IncludeQualifiers", "true", "xs:boolean"});  // in the language of w:Locale
    }
    // EXPENSIVE_PROPERTIES and the other kinds of RTTI have no form in WS-Management.
    const auto encoding = destination.string(MI_KEY_DESTINATION_PACKET_ENCODING).value_or("");
    if (cim::sameName(encoding, MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF16)) {
        context.encoding = wsman::xml::Encoding::kUtf16Le;
    }
    context.optionsMustUnderstand = mustUnderstand;
    context.polymorphism = polymorphismOf(flags);
    const auto mode = options.string(MI_KEY_OPERATION_ENUMERATION_MODE).value_or("");
    if (cim::sameName(mode, "EnumerateEPR")) {
        context.enumerationMode = wsman::ops::EnumerationMode::kEpr;
    } else if (cim::sameName(mode, "EnumerateObjectAndEPR")) {
        context.enumerationMode = wsman::ops::EnumerationMode::kObjectAndEpr;
    }
    if (options.number(MI_KEY_OPERATION_USE_MACHINE_ID).value_or(0)) {
        context.machineId = machineName();
    }
    context.newMessageId = newMessageId;
    return context;
}

}  // namespace client::abi
