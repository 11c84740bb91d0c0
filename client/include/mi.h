/* The MI client API in C: types, handles, function tables and the inline functions that go through them.
 *
 * A program includes this one header and links libmi.so, from which it needs a single function,
 * MI_Application_InitializeV1; everything else is reached through the tables that handles carry. Layouts, orders and
 * numeric values are those of the 64-bit Unix ABI of MI (MI_Char = char), so that objects compiled against another
 * MI header of that ABI and objects compiled against this one can use each other's libraries.
 *
 * Conventions, unless a function says otherwise:
 *  - Text is UTF-8 and ends in NUL. A NULL where text is optional means "not given".
 *  - A handle starts as MI_xxx_NULL, may be copied by value, and is closed or deleted once. An inline function given a
 *    NULL or closed handle answers MI_RESULT_INVALID_PARAMETER without calling the library.
 *  - Handles may be used from any thread; option, instance and class objects by one thread at a time while they change.
 *
 * The parts, bottom up, in <mi/...>: platform, types, declarations, instance, class, client (handles and tables),
 * option_keys, application, session, options, context (the provider side), compat (older and Windows spellings).
 */
#ifndef MI_H_INCLUDED
#define MI_H_INCLUDED

#include <mi/application.h>
#include <mi/class.h>
#include <mi/client.h>
#include <mi/compat.h>
#include <mi/context.h>
#include <mi/declarations.h>
#include <mi/instance.h>
#include <mi/option_keys.h>
#include <mi/options.h>
#include <mi/platform.h>
#include <mi/session.h>
#include <mi/types.h>

#endif
