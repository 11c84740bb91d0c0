/* What differs between compilers: linkage, calling convention, inline; and the version of the API. */
#ifndef MI_PLATFORM_H_INCLUDED
#define MI_PLATFORM_H_INCLUDED

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* 1 = char, 2 = wchar_t. The wide form belongs to another ABI, which this header does not describe. */
#ifndef MI_CHAR_TYPE
#define MI_CHAR_TYPE 1
#endif
#if MI_CHAR_TYPE != 1
#error "this mi.h describes the ABI with MI_CHAR_TYPE 1 (char) only"
#endif

/* 1 lacks the lifecycle indication context of the provider side; the client tables are the same in both. */
#ifndef MI_API_VERSION
#define MI_API_VERSION 2
#endif
#if MI_API_VERSION != 1 && MI_API_VERSION != 2
#error "MI_API_VERSION must be 1 or 2"
#endif

#ifndef MI_MAJOR
#define MI_MAJOR ((MI_Uint32)1)
#endif
#ifndef MI_MINOR
#define MI_MINOR ((MI_Uint32)(MI_API_VERSION - 1))
#endif
#ifndef MI_REVISION
#define MI_REVISION ((MI_Uint32)0)
#endif
#define MI_MAKE_VERSION(major, minor, revision) (((major) << 16) | ((minor) << 8) | (revision))
#define MI_VERSION MI_MAKE_VERSION(MI_MAJOR, MI_MINOR, MI_REVISION)

#ifdef __cplusplus
#define MI_EXTERN_C extern "C"
#define MI_BEGIN_C_ extern "C" {
#define MI_END_C_ }
#else
#define MI_EXTERN_C extern
#define MI_BEGIN_C_
#define MI_END_C_
#endif

#if defined(__GNUC__) || defined(__clang__)
#define MI_EXPORT __attribute__((visibility("default")))
#else
#define MI_EXPORT
#endif
#define MI_IMPORT
#define MI_LINKAGE MI_EXPORT
#define MI_INLINE static inline

/* No special calling convention on Unix; present because programs write them. */
#define MI_CALL
#define MI_MAIN_CALL

/* const in the structures of schema declarations; a program that builds them at run time may define it empty. */
#ifndef MI_CONST
#define MI_CONST const
#endif

#define MI_T(text) text
#define MI_LL(number) number##LL
#define MI_ULL(number) number##ULL
#define MI_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MI_OFFSETOF(structure, field) offsetof(structure, field)
#define MI_UNREFERENCED_PARAMETER(parameter) (void)(parameter)

/* Annotations that Windows sources carry in front of parameters; they say nothing to other compilers. */
#ifndef _In_
#define _In_
#endif
#ifndef _In_opt_
#define _In_opt_
#endif
#ifndef _In_z_
#define _In_z_
#endif
#ifndef _In_opt_z_
#define _In_opt_z_
#endif
#ifndef _Inout_
#define _Inout_
#endif
#ifndef _Out_
#define _Out_
#endif
#ifndef _Out_opt_
#define _Out_opt_
#endif
#ifndef _Outptr_
#define _Outptr_
#endif
#ifndef _Outptr_result_z_
#define _Outptr_result_z_
#endif
#ifndef _Outptr_result_maybenull_
#define _Outptr_result_maybenull_
#endif
#ifndef _Outptr_opt_result_maybenull_
#define _Outptr_opt_result_maybenull_
#endif
#ifndef _Outptr_result_maybenull_z_
#define _Outptr_result_maybenull_z_
#endif
#ifndef _Outptr_opt_result_z_
#define _Outptr_opt_result_z_
#endif
#ifndef _Outptr_opt_result_maybenull_z_
#define _Outptr_opt_result_maybenull_z_
#endif
#ifndef _Out_writes_z_
#define _Out_writes_z_(n)
#endif
#ifndef _In_reads_opt_
#define _In_reads_opt_(n)
#endif
#ifndef _In_reads_
#define _In_reads_(n)
#endif
#ifndef _Out_writes_opt_
#define _Out_writes_opt_(n)
#endif
#ifndef _Out_writes_bytes_
#define _Out_writes_bytes_(n)
#endif
#ifndef _Pre_writable_size_
#define _Pre_writable_size_(n)
#endif
#ifndef _Out_writes_to_opt_
#define _Out_writes_to_opt_(n, m)
#endif
#ifndef _Return_type_success_
#define _Return_type_success_(e)
#endif

/* The one rule of all inline functions: without a table there is nothing to call. */
#define MI_VIA_FT_(handle, call) ((handle) && (handle)->ft ? (handle)->ft->call : MI_RESULT_INVALID_PARAMETER)
#define MI_ZERO_(pointer) ((pointer) ? (void)memset((pointer), 0, sizeof(*(pointer))) : (void)0)

#endif
