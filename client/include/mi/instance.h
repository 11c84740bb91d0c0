/* MI_Instance: one CIM instance, a set of named, typed values in order. MI_PropertySet and MI_Filter beside it. */
#ifndef MI_INSTANCE_H_INCLUDED
#define MI_INSTANCE_H_INCLUDED

#include <mi/declarations.h>

MI_BEGIN_C_

typedef struct _MI_InstanceFT MI_InstanceFT;
typedef struct _MI_PropertySetFT MI_PropertySetFT;
typedef struct _MI_FilterFT MI_FilterFT;

/* Names are compared without regard to ASCII case. AddElement is for instances without a class declaration. Values are
 * copied unless MI_FLAG_BORROW or MI_FLAG_ADOPT is given; a NULL value or MI_FLAG_NULL sets null. What a getter hands
 * out belongs to the instance and lasts until that element changes or the instance goes. Delete frees an instance that
 * New* or Clone made; Destruct empties one that the caller holds itself. All outputs but the main one may be NULL. */
struct _MI_InstanceFT {
    MI_Result(MI_CALL* Clone)(const MI_Instance* self, MI_Instance** newInstance);
    MI_Result(MI_CALL* Destruct)(MI_Instance* self);
    MI_Result(MI_CALL* Delete)(MI_Instance* self);
    MI_Result(MI_CALL* IsA)(const MI_Instance* self, const MI_ClassDecl* classDecl, MI_Boolean* flag);
    MI_Result(MI_CALL* GetClassName)(const MI_Instance* self, const MI_Char** className);
    MI_Result(MI_CALL* SetNameSpace)(MI_Instance* self, const MI_Char* nameSpace);
    MI_Result(MI_CALL* GetNameSpace)(const MI_Instance* self, const MI_Char** nameSpace);
    MI_Result(MI_CALL* GetElementCount)(const MI_Instance* self, MI_Uint32* count);
    MI_Result(MI_CALL* AddElement)(MI_Instance* self, const MI_Char* name, const MI_Value* value, MI_Type type,
                                   MI_Uint32 flags);
    MI_Result(MI_CALL* SetElement)(MI_Instance* self, const MI_Char* name, const MI_Value* value, MI_Type type,
                                   MI_Uint32 flags);
    MI_Result(MI_CALL* SetElementAt)(MI_Instance* self, MI_Uint32 index, const MI_Value* value, MI_Type type,
                                     MI_Uint32 flags);
    MI_Result(MI_CALL* GetElement)(const MI_Instance* self, const MI_Char* name, MI_Value* value, MI_Type* type,
                                   MI_Uint32* flags, MI_Uint32* index);
    MI_Result(MI_CALL* GetElementAt)(const MI_Instance* self, MI_Uint32 index, const MI_Char** name, MI_Value* value,
                                     MI_Type* type, MI_Uint32* flags);
    MI_Result(MI_CALL* ClearElement)(MI_Instance* self, const MI_Char* name);
    MI_Result(MI_CALL* ClearElementAt)(MI_Instance* self, MI_Uint32 index);
    MI_Result(MI_CALL* GetServerName)(const MI_Instance* self, const MI_Char** name);
    MI_Result(MI_CALL* SetServerName)(MI_Instance* self, const MI_Char* name);
    MI_Result(MI_CALL* GetClass)(const MI_Instance* self, MI_Class** instanceClass);
};

struct _MI_Instance {
    const MI_InstanceFT* ft;
    const MI_ClassDecl* classDecl;
    const MI_Char* serverName;
    const MI_Char* nameSpace;
    ptrdiff_t reserved[4];
};

/* The instance at the start of a generated structure. */
#define MI_InstanceOf(object) (&(object)->__instance)

MI_INLINE MI_Result MI_CALL MI_Instance_Clone(const MI_Instance* self, MI_Instance** newInstance) {
    return MI_VIA_FT_(self, Clone(self, newInstance));
}

MI_INLINE MI_Result MI_CALL MI_Instance_Destruct(MI_Instance* self) {
    return MI_VIA_FT_(self, Destruct(self));
}

MI_INLINE MI_Result MI_CALL MI_Instance_Delete(MI_Instance* self) {
    return MI_VIA_FT_(self, Delete(self));
}

MI_INLINE MI_Result MI_CALL MI_Instance_IsA(const MI_Instance* self, const MI_ClassDecl* classDecl, MI_Boolean* flag) {
    return MI_VIA_FT_(self, IsA(self, classDecl, flag));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetClassName(const MI_Instance* self, const MI_Char** className) {
    return MI_VIA_FT_(self, GetClassName(self, className));
}

MI_INLINE MI_Result MI_CALL MI_Instance_SetNameSpace(MI_Instance* self, const MI_Char* nameSpace) {
    return MI_VIA_FT_(self, SetNameSpace(self, nameSpace));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetNameSpace(const MI_Instance* self, const MI_Char** nameSpace) {
    return MI_VIA_FT_(self, GetNameSpace(self, nameSpace));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetElementCount(const MI_Instance* self, MI_Uint32* count) {
    return MI_VIA_FT_(self, GetElementCount(self, count));
}

MI_INLINE MI_Result MI_CALL MI_Instance_AddElement(MI_Instance* self, const MI_Char* name, const MI_Value* value,
                                                   MI_Type type, MI_Uint32 flags) {
    return MI_VIA_FT_(self, AddElement(self, name, value, type, flags));
}

MI_INLINE MI_Result MI_CALL MI_Instance_SetElementAt(MI_Instance* self, MI_Uint32 index, const MI_Value* value,
                                                     MI_Type type, MI_Uint32 flags) {
    return MI_VIA_FT_(self, SetElementAt(self, index, value, type, flags));
}

MI_INLINE MI_Result MI_CALL MI_Instance_SetElement(MI_Instance* self, const MI_Char* name, const MI_Value* value,
                                                   MI_Type type, MI_Uint32 flags) {
    return MI_VIA_FT_(self, SetElement(self, name, value, type, flags));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetElement(const MI_Instance* self, const MI_Char* name, MI_Value* value,
                                                   MI_Type* type, MI_Uint32* flags, MI_Uint32* index) {
    return MI_VIA_FT_(self, GetElement(self, name, value, type, flags, index));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetElementAt(const MI_Instance* self, MI_Uint32 index, const MI_Char** name,
                                                     MI_Value* value, MI_Type* type, MI_Uint32* flags) {
    return MI_VIA_FT_(self, GetElementAt(self, index, name, value, type, flags));
}

MI_INLINE MI_Result MI_CALL MI_Instance_ClearElement(MI_Instance* self, const MI_Char* name) {
    return MI_VIA_FT_(self, ClearElement(self, name));
}

MI_INLINE MI_Result MI_CALL MI_Instance_ClearElementAt(MI_Instance* self, MI_Uint32 index) {
    return MI_VIA_FT_(self, ClearElementAt(self, index));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetServerName(const MI_Instance* self, const MI_Char** name) {
    return MI_VIA_FT_(self, GetServerName(self, name));
}

MI_INLINE MI_Result MI_CALL MI_Instance_SetServerName(MI_Instance* self, const MI_Char* name) {
    return MI_VIA_FT_(self, SetServerName(self, name));
}

MI_INLINE MI_Result MI_CALL MI_Instance_GetClass(const MI_Instance* self, MI_Class** instanceClass) {
    return MI_VIA_FT_(self, GetClass(self, instanceClass));
}

/* A list of property names: which properties a request asks for. */
struct _MI_PropertySetFT {
    MI_Result(MI_CALL* GetElementCount)(const MI_PropertySet* self, MI_Uint32* count);
    MI_Result(MI_CALL* ContainsElement)(const MI_PropertySet* self, const MI_Char* name, MI_Boolean* flag);
    MI_Result(MI_CALL* AddElement)(MI_PropertySet* self, const MI_Char* name);
    MI_Result(MI_CALL* GetElementAt)(const MI_PropertySet* self, MI_Uint32 index, const MI_Char** name);
    MI_Result(MI_CALL* Clear)(MI_PropertySet* self);
    MI_Result(MI_CALL* Destruct)(MI_PropertySet* self);
    MI_Result(MI_CALL* Delete)(MI_PropertySet* self);
    MI_Result(MI_CALL* Clone)(const MI_PropertySet* self, MI_PropertySet** newPropertySet);
};

struct _MI_PropertySet {
    const MI_PropertySetFT* ft;
    ptrdiff_t reserved[3];
};

MI_INLINE MI_Result MI_CALL MI_PropertySet_GetElementCount(const MI_PropertySet* self, MI_Uint32* count) {
    return MI_VIA_FT_(self, GetElementCount(self, count));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_ContainsElement(const MI_PropertySet* self, const MI_Char* name,
                                                           MI_Boolean* flag) {
    return MI_VIA_FT_(self, ContainsElement(self, name, flag));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_AddElement(MI_PropertySet* self, const MI_Char* name) {
    return MI_VIA_FT_(self, AddElement(self, name));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_GetElementAt(const MI_PropertySet* self, MI_Uint32 index,
                                                        const MI_Char** name) {
    return MI_VIA_FT_(self, GetElementAt(self, index, name));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_Clear(MI_PropertySet* self) {
    return MI_VIA_FT_(self, Clear(self));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_Destruct(MI_PropertySet* self) {
    return MI_VIA_FT_(self, Destruct(self));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_Delete(MI_PropertySet* self) {
    return MI_VIA_FT_(self, Delete(self));
}

MI_INLINE MI_Result MI_CALL MI_PropertySet_Clone(const MI_PropertySet* self, MI_PropertySet** newPropertySet) {
    return MI_VIA_FT_(self, Clone(self, newPropertySet));
}

/* A query that a provider may evaluate itself. */
struct _MI_FilterFT {
    MI_Result(MI_CALL* Evaluate)(const MI_Filter* self, const MI_Instance* instance, MI_Boolean* result);
    MI_Result(MI_CALL* GetExpression)(const MI_Filter* self, const MI_Char** queryLang, const MI_Char** queryExpr);
};

struct _MI_Filter {
    const MI_FilterFT* ft;
    ptrdiff_t reserved[3];
};

MI_INLINE MI_Result MI_CALL MI_Filter_Evaluate(const MI_Filter* self, const MI_Instance* instance, MI_Boolean* result) {
    return MI_VIA_FT_(self, Evaluate(self, instance, result));
}

MI_INLINE MI_Result MI_CALL MI_Filter_GetExpression(const MI_Filter* self, const MI_Char** queryLang,
                                                    const MI_Char** queryExpr) {
    return MI_VIA_FT_(self, GetExpression(self, queryLang, queryExpr));
}

MI_END_C_

#endif
