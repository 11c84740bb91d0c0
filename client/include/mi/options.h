/* MI_DestinationOptions_*, MI_OperationOptions_* and MI_SubscriptionDeliveryOptions_*: the general accessors of the bag
 * and a named pair for every option of option_keys.h. A getter of an option that was not set answers
 * MI_RESULT_NO_SUCH_PROPERTY and leaves its output alone. */
#ifndef MI_OPTIONS_H_INCLUDED
#define MI_OPTIONS_H_INCLUDED

#include <mi/client.h>
#include <mi/option_keys.h>

MI_BEGIN_C_

/* Named pairs. Numbers are stored as MI_Uint32 whatever the C type of the pair (Boolean, enum). */
#define MI_NAMED_STRING_(Options, Name, key)                                                 \
    MI_INLINE MI_Result Options##_Set##Name(Options* options, const MI_Char* value) {        \
        return MI_VIA_FT_(options, SetString(options, key, value, 0));                       \
    }                                                                                        \
    MI_INLINE MI_Result Options##_Get##Name(const Options* options, const MI_Char** value) { \
        return MI_VIA_FT_(options, GetString(options, key, value, NULL, NULL));              \
    }
#define MI_NAMED_NUMBER_(Options, Name, Type, key)                                            \
    MI_INLINE MI_Result Options##_Set##Name(Options* options, Type value) {                   \
        return MI_VIA_FT_(options, SetNumber(options, key, (MI_Uint32)value, 0));             \
    }                                                                                         \
    MI_INLINE MI_Result Options##_Get##Name(const Options* options, Type* value) {            \
        MI_Uint32 number = 0;                                                                 \
        MI_Result result = MI_VIA_FT_(options, GetNumber(options, key, &number, NULL, NULL)); \
        if (result == MI_RESULT_OK)                                                           \
            *value = (Type)number;                                                            \
        return result;                                                                        \
    }
#define MI_NAMED_INTERVAL_(Options, Name, key)                                            \
    MI_INLINE MI_Result Options##_Set##Name(Options* options, const MI_Interval* value) { \
        return MI_VIA_FT_(options, SetInterval(options, key, value, 0));                  \
    }                                                                                     \
    MI_INLINE MI_Result Options##_Get##Name(const Options* options, MI_Interval* value) { \
        return MI_VIA_FT_(options, GetInterval(options, key, value, NULL, NULL));         \
    }
#define MI_NAMED_CREDENTIALS_(Options, Name, key)                                                      \
    MI_INLINE MI_Result Options##_Add##Name(Options* options, const MI_UserCredentials* credentials) { \
        return MI_VIA_FT_(options, AddCredentials(options, key, credentials, 0));                      \
    }

/* What all three bags share, whatever the type. */
#define MI_BAG_(Options)                                                                                           \
    MI_INLINE MI_Result Options##_GetOptionCount(const Options* options, MI_Uint32* count) {                       \
        return MI_VIA_FT_(options, GetOptionCount(options, count));                                                \
    }                                                                                                              \
    MI_INLINE MI_Result Options##_GetOptionAt(const Options* options, MI_Uint32 index, const MI_Char** optionName, \
                                              MI_Value* value, MI_Type* type, MI_Uint32* flags) {                  \
        return MI_VIA_FT_(options, GetOptionAt(options, index, optionName, value, type, flags));                   \
    }                                                                                                              \
    MI_INLINE MI_Result Options##_GetOption(const Options* options, const MI_Char* optionName, MI_Value* value,    \
                                            MI_Type* type, MI_Uint32* index, MI_Uint32* flags) {                   \
        return MI_VIA_FT_(options, GetOption(options, optionName, value, type, index, flags));                     \
    }                                                                                                              \
    MI_INLINE MI_Result Options##_Clone(const Options* self, Options* clone) {                                     \
        return MI_VIA_FT_(self, Clone(self, clone));                                                               \
    }
/* Passwords are masked by GetCredentialsAt; GetCredentialsPasswordAt copies one out, and with a NULL buffer tells the
 * length needed, NUL included. */
#define MI_CREDENTIALS_BAG_(Options)                                                                            \
    MI_INLINE MI_Result Options##_GetCredentialsCount(const Options* options, MI_Uint32* count) {               \
        return MI_VIA_FT_(options, GetCredentialsCount(options, count));                                        \
    }                                                                                                           \
    MI_INLINE MI_Result Options##_GetCredentialsAt(const Options* options, MI_Uint32 index,                     \
                                                   const MI_Char** optionName, MI_UserCredentials* credentials, \
                                                   MI_Uint32* flags) {                                          \
        return MI_VIA_FT_(options, GetCredentialsAt(options, index, optionName, credentials, flags));           \
    }                                                                                                           \
    MI_INLINE MI_Result Options##_GetCredentialsPasswordAt(                                                     \
        const Options* options, MI_Uint32 index, const MI_Char** optionName, MI_Char* password,                 \
        MI_Uint32 bufferLength, MI_Uint32* passwordLength, MI_Uint32* flags) {                                  \
        return MI_VIA_FT_(options, GetCredentialsPasswordAt(options, index, optionName, password, bufferLength, \
                                                            passwordLength, flags));                            \
    }

/* --- Destination options ------------------------------------------------------------------------------------------ */

MI_INLINE void MI_DestinationOptions_Delete(MI_DestinationOptions* options) {
    if (options && options->ft)
        options->ft->Delete(options);
}
MI_BAG_(MI_DestinationOptions)
MI_CREDENTIALS_BAG_(MI_DestinationOptions)

MI_INLINE MI_Result MI_DestinationOptions_SetString(MI_DestinationOptions* options, const MI_Char* optionName,
                                                    const MI_Char* value) {
    return MI_VIA_FT_(options, SetString(options, optionName, value, 0));
}
MI_INLINE MI_Result MI_DestinationOptions_GetString(const MI_DestinationOptions* options, const MI_Char* optionName,
                                                    const MI_Char** value, MI_Uint32* index) {
    return MI_VIA_FT_(options, GetString(options, optionName, value, index, NULL));
}
MI_INLINE MI_Result MI_DestinationOptions_SetNumber(MI_DestinationOptions* options, const MI_Char* optionName,
                                                    MI_Uint32 value) {
    return MI_VIA_FT_(options, SetNumber(options, optionName, value, 0));
}
MI_INLINE MI_Result MI_DestinationOptions_GetNumber(const MI_DestinationOptions* options, const MI_Char* optionName,
                                                    MI_Uint32* value, MI_Uint32* index) {
    return MI_VIA_FT_(options, GetNumber(options, optionName, value, index, NULL));
}

/* The time-out of every operation of the session, unless the operation has its own. */
MI_NAMED_INTERVAL_(MI_DestinationOptions, Timeout, MI_KEY_DESTINATION_TIMEOUT)
/* TLS: verify the chain, the host name, the revocation lists (all TRUE by default); where the keys are. */
MI_NAMED_NUMBER_(MI_DestinationOptions, CertCACheck, MI_Boolean, MI_KEY_DESTINATION_CERT_CA_CHECK)
MI_NAMED_NUMBER_(MI_DestinationOptions, CertCNCheck, MI_Boolean, MI_KEY_DESTINATION_CERT_CN_CHECK)
MI_NAMED_NUMBER_(MI_DestinationOptions, CertRevocationCheck, MI_Boolean, MI_KEY_DESTINATION_CERT_REVOCATION_CHECK)
MI_NAMED_STRING_(MI_DestinationOptions, TrustedCertsDir, MI_KEY_DESTINATION_TRUSTED_CERTS_DIR)
MI_NAMED_STRING_(MI_DestinationOptions, CertFile, MI_KEY_DESTINATION_CERT_FILE)
MI_NAMED_STRING_(MI_DestinationOptions, PrivateKeyFile, MI_KEY_DESTINATION_PRIVATE_KEY_FILE)
MI_INLINE MI_Result MI_DestinationOptions_SetSslOptions(MI_DestinationOptions* options, MI_Uint32 sslOptions) {
    return MI_VIA_FT_(options, SetNumber(options, MI_KEY_DESTINATION_SSL_OPTIONS, sslOptions, 0));
}
MI_INLINE MI_Result MI_DestinationOptions_GetSslOptions(MI_DestinationOptions* options, MI_Uint32* sslOptions) {
    return MI_VIA_FT_(options, GetNumber(options, MI_KEY_DESTINATION_SSL_OPTIONS, sslOptions, NULL, NULL));
}
/* Message protection where the transport has none: encrypt, sign (both TRUE by default). */
MI_NAMED_NUMBER_(MI_DestinationOptions, PacketPrivacy, MI_Boolean, MI_KEY_DESTINATION_PACKET_PRIVACY)
MI_NAMED_NUMBER_(MI_DestinationOptions, PacketIntegrity, MI_Boolean, MI_KEY_DESTINATION_PACKET_INTEGRITY)
/* The message: encoding, languages, size limit in KiB, instances per message. */
MI_NAMED_STRING_(MI_DestinationOptions, PacketEncoding, MI_KEY_DESTINATION_PACKET_ENCODING)
MI_NAMED_STRING_(MI_DestinationOptions, DataLocale, MI_KEY_DESTINATION_DATA_LOCALE)
MI_NAMED_STRING_(MI_DestinationOptions, UILocale, MI_KEY_DESTINATION_UI_LOCALE)
MI_NAMED_NUMBER_(MI_DestinationOptions, MaxEnvelopeSize, MI_Uint32, MI_KEY_DESTINATION_MAX_ENVELOPE_SIZE)
MI_NAMED_NUMBER_(MI_DestinationOptions, MaxElements, MI_Uint32, MI_KEY_DESTINATION_MAX_ELEMENTS)
/* The address: HTTP or HTTPS, port, path, proxy. */
MI_NAMED_STRING_(MI_DestinationOptions, Transport, MI_KEY_DESTINATION_TRANSPORT)
MI_NAMED_NUMBER_(MI_DestinationOptions, DestinationPort, MI_Uint32, MI_KEY_DESTINATION_DESTINATION_PORT)
MI_NAMED_STRING_(MI_DestinationOptions, HttpUrlPrefix, MI_KEY_DESTINATION_HTTP_URL_PREFIX)
MI_NAMED_STRING_(MI_DestinationOptions, ProxyType, MI_KEY_DESTINATION_PROXY_TYPE)
/* Who asks. */
MI_NAMED_NUMBER_(MI_DestinationOptions, EncodePortInSPN, MI_Boolean, MI_KEY_DESTINATION_ENCODE_PORT_IN_SPN)
MI_NAMED_NUMBER_(MI_DestinationOptions, ImpersonationType, MI_DestinationOptions_ImpersonationType,
                 MI_KEY_DESTINATION_IMPERSONATION_TYPE)
MI_NAMED_CREDENTIALS_(MI_DestinationOptions, DestinationCredentials, MI_KEY_DESTINATION_DESTINATION_CREDENTIALS)
MI_NAMED_CREDENTIALS_(MI_DestinationOptions, ProxyCredentials, MI_KEY_DESTINATION_PROXY_CREDENTIALS)

/* --- Operation options -------------------------------------------------------------------------------------------- */

MI_INLINE void MI_OperationOptions_Delete(MI_OperationOptions* options) {
    if (options && options->ft)
        options->ft->Delete(options);
}
MI_BAG_(MI_OperationOptions)

MI_INLINE MI_Result MI_OperationOptions_SetString(MI_OperationOptions* options, const MI_Char* optionName,
                                                  const MI_Char* value, MI_Uint32 flags) {
    return MI_VIA_FT_(options, SetString(options, optionName, value, flags));
}
MI_INLINE MI_Result MI_OperationOptions_GetString(const MI_OperationOptions* options, const MI_Char* optionName,
                                                  const MI_Char** value, MI_Uint32* index, MI_Uint32* flags) {
    return MI_VIA_FT_(options, GetString(options, optionName, value, index, flags));
}
MI_INLINE MI_Result MI_OperationOptions_SetNumber(MI_OperationOptions* options, const MI_Char* optionName,
                                                  MI_Uint32 value, MI_Uint32 flags) {
    return MI_VIA_FT_(options, SetNumber(options, optionName, value, flags));
}
MI_INLINE MI_Result MI_OperationOptions_GetNumber(const MI_OperationOptions* options, const MI_Char* optionName,
                                                  MI_Uint32* value, MI_Uint32* index, MI_Uint32* flags) {
    return MI_VIA_FT_(options, GetNumber(options, optionName, value, index, flags));
}
/* An option for the provider; mustComply: fail rather than ignore it. */
MI_INLINE MI_Result MI_OperationOptions_SetCustomOption(MI_OperationOptions* options, const MI_Char* optionName,
                                                        MI_Type valueType, const MI_Value* value,
                                                        MI_Boolean mustComply) {
    return MI_VIA_FT_(options, SetCustomOption(options, optionName, valueType, value, mustComply, 0));
}

MI_NAMED_INTERVAL_(MI_OperationOptions, Timeout, MI_KEY_OPERATION_TIMEOUT)
MI_NAMED_STRING_(MI_OperationOptions, ResourceUri, MI_KEY_OPERATION_RESOURCE_URI)
MI_NAMED_STRING_(MI_OperationOptions, ResourceUriPrefix, MI_KEY_OPERATION_RESOURCE_URI_PREFIX)
MI_NAMED_NUMBER_(MI_OperationOptions, UseMachineID, MI_Boolean, MI_KEY_OPERATION_USE_MACHINE_ID)
MI_NAMED_NUMBER_(MI_OperationOptions, WriteErrorMode, MI_CallbackMode, MI_KEY_OPERATION_WRITEERRORMODE)
MI_NAMED_NUMBER_(MI_OperationOptions, PromptUserMode, MI_CallbackMode, MI_KEY_OPERATION_PROMPTUSERMODE)

/* Pairs of values under two keys: the second is set, or read, only when the first could be. */
#define MI_NAMED_TWO_NUMBERS_(Options, Name, First, first, Second, second)                                   \
    MI_INLINE MI_Result Options##_Set##Name(Options* options, First one, Second two) {                       \
        MI_Result result = MI_VIA_FT_(options, SetNumber(options, first, (MI_Uint32)one, 0));                \
        return result == MI_RESULT_OK ? options->ft->SetNumber(options, second, (MI_Uint32)two, 0) : result; \
    }                                                                                                        \
    MI_INLINE MI_Result Options##_Get##Name(const Options* options, First* one, Second* two) {               \
        MI_Uint32 a = 0, b = 0;                                                                              \
        MI_Result result = MI_VIA_FT_(options, GetNumber(options, first, &a, NULL, NULL));                   \
        if (result == MI_RESULT_OK)                                                                          \
            result = options->ft->GetNumber(options, second, &b, NULL, NULL);                                \
        if (result != MI_RESULT_OK)                                                                          \
            return result;                                                                                   \
        *one = (First)a;                                                                                     \
        *two = (Second)b;                                                                                    \
        return result;                                                                                       \
    }
/* How normal prompts are answered, and with what when the program is not asked. */
MI_NAMED_TWO_NUMBERS_(MI_OperationOptions, PromptUserRegularMode, MI_CallbackMode, MI_KEY_OPERATION_PROMPTUSERMODE,
                      MI_Boolean, MI_KEY_OPERATION_PROMPTUSERMODEREGULAR_ACKVALUE)
MI_NAMED_TWO_NUMBERS_(MI_OperationOptions, ProviderArchitecture, MI_ProviderArchitecture,
                      MI_KEY_OPERATION_PROVIDER_ARCHITECTURE, MI_Boolean, MI_KEY_OPERATION_REQUIRED_ARCHITECTURE)
#undef MI_NAMED_TWO_NUMBERS_

/* Channels of writeMessage: the flags say on (0) or off (1). */
MI_INLINE MI_Result MI_OperationOptions_EnableChannel(MI_OperationOptions* options, MI_Uint32 channel) {
    return MI_VIA_FT_(options, SetNumber(options, MI_KEY_OPERATION_CHANNEL, channel, 0));
}
MI_INLINE MI_Result MI_OperationOptions_DisableChannel(MI_OperationOptions* options, MI_Uint32 channel) {
    return MI_VIA_FT_(options, SetNumber(options, MI_KEY_OPERATION_CHANNEL, channel, 1));
}
MI_INLINE MI_Result MI_OperationOptions_GetEnabledChannels(const MI_OperationOptions* options, MI_Uint32* channels,
                                                           MI_Uint32 bufferLength, MI_Uint32* channelCount,
                                                           MI_Uint32* flags) {
    return MI_VIA_FT_(
        options, GetEnabledChannels(options, MI_KEY_OPERATION_CHANNEL, channels, bufferLength, channelCount, flags));
}

/* --- Subscription delivery options -------------------------------------------------------------------------------- */

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_Delete(MI_SubscriptionDeliveryOptions* self) {
    return MI_VIA_FT_(self, Delete(self));
}
MI_BAG_(MI_SubscriptionDeliveryOptions)
MI_CREDENTIALS_BAG_(MI_SubscriptionDeliveryOptions)

#define MI_DELIVERY_ACCESSORS_(Kind, In, Out)                                                                \
    MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_Set##Kind(                                            \
        MI_SubscriptionDeliveryOptions* self, const MI_Char* optionName, In value, MI_Uint32 flags) {        \
        return MI_VIA_FT_(self, Set##Kind(self, optionName, value, flags));                                  \
    }                                                                                                        \
    MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_Get##Kind(const MI_SubscriptionDeliveryOptions* self, \
                                                                 const MI_Char* optionName, Out value,       \
                                                                 MI_Uint32* index, MI_Uint32* flags) {       \
        return MI_VIA_FT_(self, Get##Kind(self, optionName, value, index, flags));                           \
    }
MI_DELIVERY_ACCESSORS_(String, const MI_Char*, const MI_Char**)
MI_DELIVERY_ACCESSORS_(Number, MI_Uint32, MI_Uint32*)
MI_DELIVERY_ACCESSORS_(DateTime, const MI_Datetime*, MI_Datetime*)
MI_DELIVERY_ACCESSORS_(Interval, const MI_Interval*, MI_Interval*)
#undef MI_DELIVERY_ACCESSORS_

/* How long the server may hold events back; how often it says that there are none. */
MI_NAMED_INTERVAL_(MI_SubscriptionDeliveryOptions, MaximumLatency, MI_KEY_DELIVERY_MAXIMUM_LATENCY)
MI_NAMED_INTERVAL_(MI_SubscriptionDeliveryOptions, HeartbeatInterval, MI_KEY_DELIVERY_HEARTBEAT_INTERVAL)
/* When the subscription ends, as a time or as a length. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetExpirationTime(MI_SubscriptionDeliveryOptions* self,
                                                                     const MI_Datetime* value) {
    return MI_VIA_FT_(self, SetDateTime(self, MI_KEY_DELIVERY_EXPIRATION_TIME, value, 0));
}
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetExpirationTime(const MI_SubscriptionDeliveryOptions* self,
                                                                     MI_Datetime* value) {
    return MI_VIA_FT_(self, GetDateTime(self, MI_KEY_DELIVERY_EXPIRATION_TIME, value, NULL, NULL));
}
/* Where in the log to begin: a bookmark of an earlier event, or MI_SUBSCRIBE_BOOKMARK_OLDEST or _NEWEST. */
MI_NAMED_STRING_(MI_SubscriptionDeliveryOptions, Bookmark, MI_KEY_DELIVERY_BOOKMARK)
/* Push: where the server delivers, as whom, and how often it tries. */
MI_NAMED_STRING_(MI_SubscriptionDeliveryOptions, DeliveryDestination, MI_KEY_DELIVERY_DELIVERY_DESTINATION)
MI_NAMED_NUMBER_(MI_SubscriptionDeliveryOptions, DeliveryPortNumber, MI_Uint32, MI_KEY_DELIVERY_DELIVERY_PORT_NUMBER)
MI_NAMED_CREDENTIALS_(MI_SubscriptionDeliveryOptions, DeliveryCredentials, MI_KEY_DELIVERY_DELIVERY_CREDENTIALS)
MI_NAMED_INTERVAL_(MI_SubscriptionDeliveryOptions, DeliveryRetryInterval, MI_KEY_DELIVERY_DELIVERY_RETRY_INTERVAL)
MI_NAMED_NUMBER_(MI_SubscriptionDeliveryOptions, DeliveryRetryAttempts, MI_Uint32,
                 MI_KEY_DELIVERY_DELIVERY_RETRY_ATTEMPTS)

#undef MI_NAMED_STRING_
#undef MI_NAMED_NUMBER_
#undef MI_NAMED_INTERVAL_
#undef MI_NAMED_CREDENTIALS_
#undef MI_BAG_
#undef MI_CREDENTIALS_BAG_

MI_END_C_

#endif
