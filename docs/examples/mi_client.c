/* Gets one instance through the MI client API and prints one of its properties: mi_client HOST PORT USER PASSWORD */
#include <mi.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const char* step, MI_Result result) {
    fprintf(stderr, "%s: MI_Result %d\n", step, (int)result);
    return 1;
}

int main(int argc, char** argv) {
    MI_Application application = MI_APPLICATION_NULL;
    MI_Session session = MI_SESSION_NULL;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
    MI_UserCredentials credentials = {0};
    MI_Instance* keys = NULL;
    const MI_Instance* instance = NULL;
    const MI_Char* message = NULL;
    MI_Boolean more = MI_FALSE;
    MI_Result result;
    MI_Value value;
    int verdict = 1;

    if (argc != 5) {
        fprintf(stderr, "usage: mi_client HOST PORT USER PASSWORD\n");
        return 2;
    }
    result = MI_Application_Initialize(0, NULL, NULL, &application);
    if (result != MI_RESULT_OK)
        return fail("MI_Application_Initialize", result);

    MI_Application_NewDestinationOptions(&application, &options);
    MI_DestinationOptions_SetTransport(&options, MI_DESTINATIONOPTIONS_TRANSPORT_HTTP);
    MI_DestinationOptions_SetDestinationPort(&options, (MI_Uint32)atoi(argv[2]));
    credentials.authenticationType = MI_AUTH_TYPE_BASIC;
    credentials.credentials.usernamePassword.domain = "";
    credentials.credentials.usernamePassword.username = argv[3];
    credentials.credentials.usernamePassword.password = argv[4];
    MI_DestinationOptions_AddDestinationCredentials(&options, &credentials);
    result = MI_Application_NewSession(&application, NULL, argv[1], &options, NULL, NULL, &session);
    MI_DestinationOptions_Delete(&options);

    if (result == MI_RESULT_OK) {
        MI_Application_NewInstance(&application, "X_Greeting", NULL, &keys);
        value.string = "en";
        MI_Instance_AddElement(keys, "Language", &value, MI_STRING, MI_FLAG_KEY);
        MI_Session_GetInstance(&session, 0, NULL, "root/example", keys, NULL, &operation);
        do {
            MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, NULL);
            if (instance && MI_Instance_GetElement(instance, "Text", &value, NULL, NULL, NULL) == MI_RESULT_OK) {
                printf("%s\n", value.string);
                verdict = 0;
            }
        } while (more);
        if (result != MI_RESULT_OK)
            fprintf(stderr, "%s\n", message ? message : "failed");
        MI_Operation_Close(&operation);
        MI_Instance_Delete(keys);
        MI_Session_Close(&session, NULL, NULL);
    }
    MI_Application_Close(&application);
    return verdict;
}
