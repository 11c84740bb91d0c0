#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wsman/rules/observed.h"

// Where enumeration bodies keep what several rules ask about. For this folder only.
namespace wsman::rules {

/// wsen:EnumerationContext of a Pull, Release, EnumerateResponse, PullResponse or SubscribeResponse, or no element.
xml::Node contextOf(const Observed& message);
/// EndOfSequence in either namespace.
bool hasEndOfSequence(const Observed& reply);
/// Items in either namespace, or no element.
xml::Node itemsOf(const Observed& reply);
/// True for a Pull's or Enumerate's success reply, by its payload.
bool isEnumerateResponse(const Observed& reply);
bool isPullResponse(const Observed& reply);

/// The method's name when `request` calls one: its Action is its ResourceURI, "/", and a name (DSP0230 §10.3).
std::string methodOf(const Observed& request);

/// xml:lang of a header, trimmed of nothing; empty when there is none.
std::string languageOf(const Observed& message, xml::Name header);
/// The text of the selector of that name in a SelectorSet, without regard to ASCII case; empty when absent.
std::string selectorOf(xml::Node selectorSet, std::string_view name);
/// True for a request to a remote shell: Windows' command shell, or one of the same family (PowerShell).
bool isShellResource(std::string_view resourceUri);
/// ASCII letters without regard to case.
bool sameText(std::string_view a, std::string_view b);

/// True when a reply is due: for all but Ack, events, and the notices that something ended.
bool expectsReply(const Observed& request);

}  // namespace wsman::rules
