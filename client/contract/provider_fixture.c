/* A small provider, compiled against mi.h as C: widgets in memory, a method that streams and asks, ticking events. */
#include <mi.h>
#include <string.h>

MI_EXPORT MI_Module* MI_MAIN_CALL MI_Main(MI_Server* server);

static MI_Server* server_;
static int loads_, unloads_;
static volatile int canceled_;

MI_EXPORT int widget_loads(void) {
    return loads_ - unloads_;
}
MI_EXPORT int widget_cancels(void) {
    return canceled_;
}

/* A structure as a generator would write it. */
typedef struct _X_Widget {
    MI_Instance instance;
    MI_ConstStringField Name;
    MI_ConstUint32Field Size;
} X_Widget;

static MI_CONST MI_PropertyDecl name_ = {
    MI_FLAG_PROPERTY | MI_FLAG_KEY, 0x6e6504,   "Name",     NULL, 0, MI_STRING, NULL, 0,
    offsetof(X_Widget, Name),       "X_Widget", "X_Widget", NULL};
static MI_CONST MI_PropertyDecl size_ = {MI_FLAG_PROPERTY,         0x736504,   "Size",     NULL, 0, MI_UINT32, NULL, 0,
                                         offsetof(X_Widget, Size), "X_Widget", "X_Widget", NULL};
static MI_PropertyDecl MI_CONST* MI_CONST properties_[] = {&name_, &size_};

static MI_Result post(MI_Context* context, const MI_ClassDecl* declaration, const MI_Char* name, MI_Uint32 size) {
    MI_Instance* instance = NULL;
    MI_Value value;
    MI_Result result = MI_Context_NewInstance(context, declaration, &instance);
    if (result != MI_RESULT_OK) {
        return result;
    }
    value.string = (MI_Char*)name;
    MI_Instance_SetElement(instance, "Name", &value, MI_STRING, 0);
    value.uint32 = size;
    MI_Instance_SetElement(instance, "Size", &value, MI_UINT32, 0);
    result = MI_Context_PostInstance(context, instance);
    MI_Instance_Delete(instance);
    return result;
}

static void MI_CALL load(void** self, MI_Module_Self* module, MI_Context* context) {
    (void)module;
    *self = &loads_;
    ++loads_;
    MI_Context_PostResult(context, MI_RESULT_OK);
}

static void MI_CALL unload(void* self, MI_Context* context) {
    (void)self;
    ++unloads_;
    MI_Context_PostResult(context, MI_RESULT_OK);
}

extern MI_CONST MI_ClassDecl X_Widget_rtti, X_BigWidget_rtti;

static void MI_CALL get(void* self, MI_Context* context, const MI_Char* nameSpace, const MI_Char* className,
                        const MI_Instance* keys, const MI_PropertySet* set) {
    const X_Widget* widget = (const X_Widget*)keys; /* as generated code reads it */
    (void)self, (void)nameSpace, (void)className, (void)set;
    if (!widget->Name.exists) {
        MI_Context_PostResult(context, MI_RESULT_INVALID_PARAMETER);
    } else if (strcmp(widget->Name.value, "one") == 0) {
        post(context, &X_Widget_rtti, "one", 1);
        MI_Context_PostResult(context, MI_RESULT_OK);
    } else if (strcmp(widget->Name.value, "scenario") == 0) { /* asks the scenario behind this process */
        MI_Session session;
        MI_Operation operation;
        const MI_Instance* found = NULL;
        MI_Boolean more = MI_TRUE;
        MI_Uint32 count = 0;
        MI_Context_GetLocalSession(context, &session);
        MI_Session_EnumerateInstances(&session, 0, NULL, "root/cimv2", "Win32_Process", MI_TRUE, NULL, &operation);
        while (more && MI_Operation_GetInstance(&operation, &found, &more, NULL, NULL, NULL) == MI_RESULT_OK) {
            count += found ? 1 : 0;
        }
        MI_Operation_Close(&operation);
        post(context, &X_Widget_rtti, "scenario", count);
        MI_Context_PostResult(context, MI_RESULT_OK);
    } else {
        MI_Context_PostError(context, 6, "MI", "No such widget.");
    }
}

static void MI_CALL enumerate(void* self, MI_Context* context, const MI_Char* nameSpace, const MI_Char* className,
                              const MI_PropertySet* set, MI_Boolean keysOnly, const MI_Filter* filter) {
    const MI_Char* language = NULL;
    const MI_Char* text = "";
    MI_Boolean named = MI_FALSE;
    (void)self, (void)nameSpace, (void)keysOnly;
    if (filter) {
        MI_Filter_GetExpression(filter, &language, &text);
    }
    if (set) {
        MI_PropertySet_ContainsElement(set, "Name", &named);
    }
    if (strcmp(className, "X_BigWidget") == 0) {
        if (!filter) {
            post(context, &X_BigWidget_rtti, "big", 1000);
        }
    } else {
        post(context, &X_Widget_rtti, named ? "named" : "one", 1);
        if (!strstr(text, "Size = 1")) {
            post(context, &X_Widget_rtti, "two", 2);
        }
    }
    MI_Context_PostResult(context, MI_RESULT_OK);
}

static void MI_CALL enumerateForEver(void* self, MI_Context* context, const MI_Char* nameSpace,
                                     const MI_Char* className, const MI_PropertySet* set, MI_Boolean keysOnly,
                                     const MI_Filter* filter) {
    MI_Boolean stop = MI_FALSE;
    MI_Uint32 number = 0;
    (void)self, (void)nameSpace, (void)className, (void)set, (void)keysOnly, (void)filter;
    while (!stop) {
        MI_Instance* instance = NULL;
        MI_Value value;
        MI_Context_NewDynamicInstance(context, "X_Endless", 0, &instance);
        value.uint32 = number++;
        MI_Instance_AddElement(instance, "Number", &value, MI_UINT32, MI_FLAG_KEY);
        MI_Context_PostInstance(context, instance);
        MI_Instance_Delete(instance);
        MI_Context_Canceled(context, &stop);
    }
    ++canceled_;
    MI_Context_PostResult(context, MI_RESULT_OK);
}

static void MI_CALL remove_(void* self, MI_Context* context, const MI_Char* nameSpace, const MI_Char* className,
                            const MI_Instance* keys) {
    (void)self, (void)nameSpace, (void)className, (void)keys;
    MI_Context_PostResult(context, MI_RESULT_OK);
}

/* Answers with 1 when the user agreed. */
static void MI_CALL poke(void* self, MI_Context* context, const MI_Char* nameSpace, const MI_Char* className,
                         const MI_Char* methodName, const MI_Instance* target, const MI_Instance* parameters) {
    MI_Instance* out = NULL;
    MI_Value value;
    MI_Value count;
    MI_Boolean agreed = MI_FALSE;
    MI_Boolean goOn = MI_FALSE;
    MI_Type type = MI_BOOLEAN;
    MI_Uint32 numbers[] = {1, 2, 3};
    (void)self, (void)nameSpace, (void)className, (void)methodName, (void)target, (void)parameters;
    MI_Context_WriteWarning(context, "careful");
    MI_Context_WriteProgress(context, "poking", "the widget", "halfway", 50, 1);
    MI_Context_WriteError(context, 5, "MI", "a small error", &goOn);
    MI_Context_PromptUser(context, "really?", MI_PROMPTTYPE_CRITICAL, &agreed);
    value.uint32a.data = numbers;
    value.uint32a.size = 3;
    MI_Context_WriteStreamParameter(context, "Numbers", &value, MI_UINT32A, 0);
    MI_Context_NewDynamicInstance(context, "Parameters", 0, &out);
    value.uint32 = agreed && goOn ? 1 : 0;
    MI_Instance_AddElement(out, "MIReturn", &value, MI_UINT32, 0);
    if (MI_Context_GetCustomOption(context, "Depth", &type, &count) == MI_RESULT_OK && type == MI_STRING) {
        MI_Instance_AddElement(out, "Depth", &count, MI_STRING, 0);
    }
    MI_Context_PostInstance(context, out);
    MI_Instance_Delete(out);
    MI_Context_PostResult(context, MI_RESULT_OK);
}

static void MI_CALL enable(void* self, MI_Context* indications, const MI_Char* nameSpace, const MI_Char* className) {
    int i;
    (void)self, (void)nameSpace;
    for (i = 0; i < 3; ++i) {
        MI_Instance* event = NULL;
        MI_Value value;
        MI_Context_NewDynamicInstance(indications, className, 0, &event);
        value.uint32 = (MI_Uint32)i;
        MI_Instance_AddElement(event, "Tick", &value, MI_UINT32, 0);
        MI_Context_PostIndication(indications, event, 0, i == 2 ? "mark" : NULL);
        MI_Instance_Delete(event);
    }
}

static void MI_CALL disable(void* self, MI_Context* indications, const MI_Char* nameSpace, const MI_Char* className) {
    (void)self, (void)indications, (void)nameSpace, (void)className;
}

static MI_CONST MI_ProviderFT widgets_ = {load, unload, get,  enumerate, NULL, NULL, remove_,
                                          NULL, NULL,   NULL, NULL,      NULL, NULL, NULL};
static MI_CONST MI_ProviderFT endless_ = {
    load, unload, NULL, enumerateForEver, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
static MI_CONST MI_ProviderFT ticks_ = {load, unload, NULL,   NULL,    NULL, NULL, NULL,
                                        NULL, NULL,   enable, disable, NULL, NULL, NULL};

static MI_CONST MI_MethodDecl poke_ = {MI_FLAG_METHOD,      0x706b04,  "Poke",     NULL,       0,    NULL, 0,
                                       sizeof(MI_Instance), MI_UINT32, "X_Widget", "X_Widget", NULL, poke};
static MI_MethodDecl MI_CONST* MI_CONST methods_[] = {&poke_};

MI_CONST MI_ClassDecl X_Widget_rtti = {
    MI_FLAG_CLASS, 0x787408, "X_Widget", NULL, 0,    properties_, 2,   sizeof(X_Widget),
    NULL,          NULL,     methods_,   1,    NULL, &widgets_,   NULL};
MI_CONST MI_ClassDecl X_BigWidget_rtti = {
    MI_FLAG_CLASS, 0x78740b,       "X_BigWidget", NULL, 0,    properties_, 2,   sizeof(X_Widget),
    "X_Widget",    &X_Widget_rtti, methods_,      1,    NULL, &widgets_,   NULL};
static MI_CONST MI_ClassDecl endlessClass_ = {MI_FLAG_CLASS, 0x787309, "X_Endless", NULL, 0,    NULL,      0,   0,
                                              NULL,          NULL,     NULL,        0,    NULL, &endless_, NULL};
static MI_CONST MI_ClassDecl tickClass_ = {MI_FLAG_CLASS | MI_FLAG_INDICATION,
                                           0x786b06,
                                           "X_Tick",
                                           NULL,
                                           0,
                                           NULL,
                                           0,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           0,
                                           NULL,
                                           &ticks_,
                                           NULL};

static MI_ClassDecl MI_CONST* MI_CONST classes_[] = {&X_Widget_rtti, &X_BigWidget_rtti, &endlessClass_, &tickClass_};
static MI_SchemaDecl schema_ = {NULL, 0, classes_, 4};
static MI_Module module_ = {0, 0, 0, sizeof(MI_Char), &schema_, NULL, NULL, NULL};

MI_EXPORT void widget_filters(int supported) {
    module_.flags = supported ? MI_MODULE_FLAG_FILTER_SUPPORT : 0;
}

MI_EXPORT MI_Module* MI_MAIN_CALL MI_Main(MI_Server* server) {
    server_ = server;
    return server_ ? &module_ : NULL;
}
