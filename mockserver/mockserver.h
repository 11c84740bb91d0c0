// The mock in a program of yours:
//
//     auto mock = mockserver::MockServer::start({.scenarios = {"scenarios/disk"}});
//     if (!mock) return fail(mock.error().text());
//     talkTo((*mock)->url());
//
// In a GoogleTest fixture, mockserver/gtest.h does it in a line, with matchers for what was received.
#pragma once

#include "mockserver/embed/mockserver.h"
#include "mockserver/embed/received_request.h"
