// Gradients, random numbers, threads.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <dlfcn.h>
#include <link.h>

#include <mutex>

CT_API int32_t ct_set_requires_grad(Handle self, int8_t requires_grad) {
    RETURN_DONE(self->set_requires_grad(requires_grad != 0));
}
CT_API int32_t ct_retain_grad(Handle self) { RETURN_DONE(self->retain_grad()); }

// Null without an error: there is no gradient.
CT_API Handle ct_grad(Handle self) {
    Handle result = nullptr;
    ct_try(1, [&] {
        const at::Tensor& grad = self->grad();
        if (grad.defined()) result = new at::Tensor(grad);
        return 0;
    });
    return result;
}
CT_API int32_t ct_set_grad(Handle self, Handle grad) { RETURN_DONE(self->mutable_grad() = ct_or_none(grad)); }

CT_API int32_t ct_backward(const Handle* tensors, int64_t count, const Handle* gradients, int64_t gradient_count,
                           int8_t retain_graph, int8_t create_graph, const Handle* inputs, int64_t input_count) {
    RETURN_DONE(torch::autograd::backward(ct_list(tensors, count), ct_list(gradients, gradient_count),
                                          retain_graph != 0, create_graph != 0, ct_list(inputs, input_count)));
}

// Fills `results`, one per input; null where an input was not used.
CT_API int32_t ct_autograd_grad(const Handle* outputs, int64_t output_count, const Handle* inputs, int64_t input_count,
                                const Handle* gradients, int64_t gradient_count, int8_t retain_graph,
                                int8_t create_graph, int8_t allow_unused, Handle* results) {
    RETURN_DONE(
        auto gradients_found = torch::autograd::grad(ct_list(outputs, output_count), ct_list(inputs, input_count),
                                                     ct_list(gradients, gradient_count), retain_graph != 0,
                                                     create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < gradients_found.size(); i++) {
            results[i] = gradients_found[i].defined() ? new at::Tensor(gradients_found[i]) : nullptr;
        });
}

CT_API int64_t ct_grad_enabled() { return c10::GradMode::is_enabled(); }
CT_API void ct_set_grad_enabled(int8_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

CT_API void* ct_inference_enter(int8_t enabled) {
    void* guard = nullptr;
    ct_try(1, [&] { guard = new c10::InferenceMode(enabled != 0); return 0; });
    return guard;
}
CT_API void ct_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
CT_API int64_t ct_inference_enabled() { return c10::InferenceMode::is_enabled(); }

// ---- Random numbers

typedef at::Generator* GeneratorHandle;

static Optional<at::Generator> generator_of(GeneratorHandle generator) {
    Optional<at::Generator> result;
    if (generator) result = *generator;
    return result;
}

CT_API int32_t ct_manual_seed(int64_t seed) { RETURN_DONE(at::manual_seed((uint64_t)seed)); }
CT_API GeneratorHandle ct_generator_new(uint64_t seed) {
    GeneratorHandle result = nullptr;
    ct_try(1, [&] { result = new at::Generator(at::detail::createCPUGenerator(seed)); return 0; });
    return result;
}
CT_API GeneratorHandle ct_generator_default() {
    GeneratorHandle result = nullptr;
    ct_try(1, [&] { result = new at::Generator(at::detail::getDefaultCPUGenerator()); return 0; });
    return result;
}
CT_API void ct_generator_delete(GeneratorHandle generator) { delete generator; }
CT_API int32_t ct_generator_seed(GeneratorHandle generator, uint64_t seed) {
    RETURN_DONE(std::lock_guard<std::mutex> lock(generator->mutex()); generator->set_current_seed(seed));
}
CT_API int64_t ct_generator_initial_seed(GeneratorHandle generator) { RETURN_NUMBER(generator->current_seed()); }
CT_API int64_t ct_generator_reseed(GeneratorHandle generator) {
    RETURN_NUMBER((std::lock_guard<std::mutex>(generator->mutex()), generator->seed()));
}
CT_API Handle ct_generator_state(GeneratorHandle generator) { RETURN_TENSOR(generator->get_state()); }
CT_API int32_t ct_generator_set_state(GeneratorHandle generator, Handle state) {
    RETURN_DONE(std::lock_guard<std::mutex> lock(generator->mutex()); generator->set_state(*state));
}

CT_API int32_t ct_normal_(Handle self, double mean, double std, GeneratorHandle generator) {
    RETURN_DONE(self->normal_(mean, std, generator_of(generator)));
}
CT_API int32_t ct_uniform_(Handle self, double from, double to, GeneratorHandle generator) {
    RETURN_DONE(self->uniform_(from, to, generator_of(generator)));
}
CT_API int32_t ct_random_(Handle self, int64_t from, int64_t to, GeneratorHandle generator) {
    RETURN_DONE(self->random_(from, to, generator_of(generator)));
}
CT_API int32_t ct_bernoulli_(Handle self, double p, GeneratorHandle generator) {
    RETURN_DONE(self->bernoulli_(p, generator_of(generator)));
}
CT_API Handle ct_bernoulli(Handle self, GeneratorHandle generator) {
    RETURN_TENSOR(self->bernoulli(generator_of(generator)));
}
CT_API Handle ct_multinomial(Handle self, int64_t samples, int8_t replacement, GeneratorHandle generator) {
    RETURN_TENSOR(self->multinomial(samples, replacement != 0, generator_of(generator)));
}
CT_API Handle ct_randperm(int64_t n, int32_t dtype, GeneratorHandle generator) {
    RETURN_TENSOR(at::randperm(n, generator_of(generator), at::TensorOptions().dtype((at::ScalarType)dtype)));
}

// ---- Threads

typedef void (*SetThreads)(int);

// OpenBLAS has threads of its own, which at::set_num_threads does not reach; look for it among the loaded libraries.
static int find_openblas(struct dl_phdr_info* info, size_t, void* found) {
    if (!info->dlpi_name || !std::strstr(info->dlpi_name, "blas")) return 0;
    void* library = dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
    if (!library) return 0;
    void* entry = dlsym(library, "openblas_set_num_threads");
    dlclose(library);
    if (!entry) return 0;
    *static_cast<void**>(found) = entry;
    return 1;
}

CT_API int32_t ct_set_num_threads(int32_t count) {
    RETURN_DONE(
        at::set_num_threads(count);
        void* entry = nullptr;
        dl_iterate_phdr(find_openblas, &entry);
        if (entry) reinterpret_cast<SetThreads>(entry)(count));
}
CT_API int64_t ct_get_num_threads() { RETURN_NUMBER(at::get_num_threads()); }
