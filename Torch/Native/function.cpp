// Functions with a backward of their own: one torch::autograd::Function, whose two directions call into .NET.
#include "shim.h"

#include <torch/csrc/autograd/custom_function.h>

#include <stdexcept>

using torch::autograd::AutogradContext;

typedef std::vector<at::Tensor>* List;

CT_API const char* ct_last_error();

// The callbacks add their tensors to `results` and return 0; or they leave a message by ct_function_fail and return 1.
typedef int32_t (*ForwardCall)(void* managed, AutogradContext* context, List results);
typedef int32_t (*BackwardCall)(void* managed, AutogradContext* context, const Handle* gradients, int64_t count,
                                List results);
typedef void (*ReleaseCall)(void* managed);

namespace {

void check(int32_t status) {
    if (status == 0) return;
    const char* message = ct_last_error();
    throw std::runtime_error(message ? message : "A function failed without saying why.");
}

// The .NET side of one application of a function. It dies with the node, on whatever thread that is.
struct ManagedCall : torch::CustomClassHolder {
    void* managed;
    ForwardCall forward;
    BackwardCall backward;
    ReleaseCall release;

    ManagedCall(void* managed, ForwardCall forward, BackwardCall backward, ReleaseCall release)
        : managed(managed), forward(forward), backward(backward), release(release) {}
    ~ManagedCall() override { release(managed); }
};

struct ManagedFunction : torch::autograd::Function<ManagedFunction> {
    static std::vector<at::Tensor> forward(AutogradContext* context, at::TensorList,
                                           const c10::intrusive_ptr<ManagedCall>& call) {
        context->saved_data["call"] = c10::IValue::make_capsule(call);
        std::vector<at::Tensor> results;
        check(call->forward(call->managed, context, &results));
        return results;
    }

    static std::vector<at::Tensor> backward(AutogradContext* context, std::vector<at::Tensor> gradients) {
        auto holder = context->saved_data.at("call").toCapsule();
        auto* call = static_cast<ManagedCall*>(holder.get());
        std::vector<Handle> handles;
        for (auto& gradient : gradients) handles.push_back(gradient.defined() ? new at::Tensor(gradient) : nullptr);
        gradients.clear();
        std::vector<at::Tensor> results;
        check(call->backward(call->managed, context, handles.data(), (int64_t)handles.size(), &results));
        results.emplace_back();  // libtorch counts the call itself among the arguments
        return results;
    }
};

}  // namespace

// Takes over `managed`. Gives a list, for ct_list_take.
CT_API List ct_function_apply(const Handle* tensors, int64_t count, void* managed, ForwardCall forward,
                              BackwardCall backward, ReleaseCall release) {
    List result = nullptr;
    ct_try(1, [&] {
        auto call = c10::make_intrusive<ManagedCall>(managed, forward, backward, release);
        auto inputs = ct_list(tensors, count);
        result = new std::vector<at::Tensor>(ManagedFunction::apply(at::TensorList(inputs), call));
        return 0;
    });
    return result;
}

CT_API void ct_function_fail(const char* message) { ct_fail(message); }

// ---- What a callback may do with its context

CT_API int32_t ct_context_save(AutogradContext* context, const Handle* tensors, int64_t count) {
    RETURN_DONE(context->save_for_backward(ct_list(tensors, count)));
}
CT_API List ct_context_saved(AutogradContext* context) {
    List result = nullptr;
    ct_try(1, [&] { result = new std::vector<at::Tensor>(context->get_saved_variables()); return 0; });
    return result;
}
CT_API int32_t ct_context_mark_dirty(AutogradContext* context, const Handle* tensors, int64_t count) {
    RETURN_DONE(context->mark_dirty(ct_list(tensors, count)));
}
CT_API int32_t ct_context_mark_non_differentiable(AutogradContext* context, const Handle* tensors, int64_t count) {
    RETURN_DONE(context->mark_non_differentiable(ct_list(tensors, count)));
}

// ---- Lists of tensors, some of which may be undefined

CT_API int32_t ct_list_add(List list, const Handle* tensors, int64_t count) {
    RETURN_DONE(for (auto& tensor : ct_list(tensors, count)) list->push_back(tensor));
}
CT_API int64_t ct_list_count(List list) { return (int64_t)list->size(); }

// Fills `results`, with null for undefined ones, and deletes the list.
CT_API int32_t ct_list_take(List list, Handle* results) {
    RETURN_DONE(
        for (auto& tensor : *list) *results++ = tensor.defined() ? new at::Tensor(tensor) : nullptr;
        delete list);
}
