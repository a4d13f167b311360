// Handles, metadata, creation, views, copies and indexing.
#include "shim.h"

#include <ATen/TensorIndexing.h>

static thread_local std::string last_error;
static thread_local bool has_error = false;

void ct_fail(const char* message) noexcept {
    try {
        last_error = message ? message : "";
    } catch (...) {
        last_error.clear();
    }
    has_error = true;
}

// The message of the last failure on this thread, or null; asking clears it.
CT_API const char* ct_last_error() {
    if (!has_error) return nullptr;
    has_error = false;
    return last_error.c_str();
}

CT_API void ct_delete(Handle self) { delete self; }
CT_API Handle ct_alias(Handle self) { RETURN_TENSOR(*self); }

// How many bytes die with this handle: none where the storage is shared.
CT_API int64_t ct_owned_bytes(Handle self) {
    RETURN_NUMBER(self->has_storage() && self->storage().use_count() == 1 ? self->storage().nbytes() : 0);
}

CT_API int64_t ct_ndim(Handle self) { RETURN_NUMBER(self->dim()); }
CT_API int64_t ct_numel(Handle self) { RETURN_NUMBER(self->numel()); }
CT_API int64_t ct_dtype_of(Handle self) { RETURN_NUMBER(self->scalar_type()); }
CT_API int64_t ct_element_size(Handle self) { RETURN_NUMBER(self->element_size()); }
CT_API int64_t ct_storage_offset(Handle self) { RETURN_NUMBER(self->storage_offset()); }
CT_API int64_t ct_device_type(Handle self) { RETURN_NUMBER(self->device().type()); }
CT_API int64_t ct_device_index(Handle self) { RETURN_NUMBER(self->device().index()); }
CT_API int64_t ct_is_contiguous(Handle self) { RETURN_NUMBER(self->is_contiguous()); }
CT_API int64_t ct_is_leaf(Handle self) { RETURN_NUMBER(self->is_leaf()); }
CT_API int64_t ct_requires_grad(Handle self) { RETURN_NUMBER(self->requires_grad()); }
CT_API int64_t ct_size(Handle self, int64_t dim) {
    RETURN_NUMBER(self->size(dim));
}
CT_API int32_t ct_sizes(Handle self, int64_t* sizes) {
    RETURN_DONE(at::IntArrayRef s = self->sizes(); std::copy(s.begin(), s.end(), sizes));
}
CT_API int32_t ct_strides(Handle self, int64_t* strides) {
    RETURN_DONE(at::IntArrayRef s = self->strides(); std::copy(s.begin(), s.end(), strides));
}
CT_API void* ct_data(Handle self) {
    void* data = nullptr;
    ct_try(1, [&] { data = self->data_ptr(); return 0; });
    return data;
}
// The only element, as whole, real or true/false; kind says which.
CT_API int32_t ct_item(Handle self, CtScalar* value) {
    RETURN_DONE(
        at::Scalar item = self->item();
        if (item.isFloatingPoint()) {
            double real = item.toDouble();
            std::memcpy(&value->bits, &real, sizeof real);
            value->kind = CT_REAL;
        } else if (item.isBoolean()) {
            value->bits = item.toBool();
            value->kind = CT_BOOL;
        } else {
            value->bits = item.toLong();
            value->kind = CT_WHOLE;
        });
}

// ---- Creation

static at::TensorOptions options_of(int32_t dtype, int32_t device_type, int32_t device_index) {
    return at::TensorOptions().dtype((at::ScalarType)dtype).device(ct_device(device_type, device_index));
}

// A tensor with its own copy of the caller's data.
CT_API Handle ct_from_data(const void* data, const int64_t* sizes, int64_t ndim, int32_t source_dtype, int32_t dtype,
                           int32_t device_type, int32_t device_index) {
    RETURN_TENSOR(at::from_blob(const_cast<void*>(data), ct_ints(sizes, ndim),
                                at::TensorOptions().dtype((at::ScalarType)source_dtype))
                      .to(options_of(dtype, device_type, device_index), false, true));
}
CT_API Handle ct_empty(const int64_t* sizes, int64_t ndim, int32_t dtype, int32_t device_type, int32_t device_index) {
    RETURN_TENSOR(at::empty(ct_ints(sizes, ndim), options_of(dtype, device_type, device_index)));
}
CT_API Handle ct_full(const int64_t* sizes, int64_t ndim, CtScalar value, int32_t dtype, int32_t device_type,
                      int32_t device_index) {
    RETURN_TENSOR(at::full(ct_ints(sizes, ndim), ct_scalar(value), options_of(dtype, device_type, device_index)));
}
CT_API Handle ct_empty_like(Handle self, int32_t dtype, int32_t device_type, int32_t device_index) {
    RETURN_TENSOR(at::empty_like(*self, options_of(dtype, device_type, device_index)));
}
CT_API Handle ct_arange(CtScalar start, CtScalar stop, CtScalar step, int32_t dtype, int32_t device_type,
                        int32_t device_index) {
    RETURN_TENSOR(at::arange(ct_scalar(start), ct_scalar(stop), ct_scalar(step),
                             options_of(dtype, device_type, device_index)));
}
CT_API Handle ct_linspace(double start, double end, int64_t steps, int32_t dtype, int32_t device_type,
                          int32_t device_index) {
    RETURN_TENSOR(at::linspace(start, end, steps, options_of(dtype, device_type, device_index)));
}
CT_API Handle ct_eye(int64_t rows, int64_t columns, int32_t dtype, int32_t device_type, int32_t device_index) {
    RETURN_TENSOR(at::eye(rows, columns, options_of(dtype, device_type, device_index)));
}

// ---- Copies and conversions

CT_API Handle ct_to(Handle self, int32_t dtype, int32_t device_type, int32_t device_index, int8_t copy,
                    int8_t non_blocking) {
    RETURN_TENSOR(self->to(options_of(dtype, device_type, device_index), non_blocking != 0, copy != 0));
}
CT_API Handle ct_clone(Handle self) { RETURN_TENSOR(self->clone()); }
CT_API Handle ct_detach(Handle self) { RETURN_TENSOR(self->detach()); }
CT_API int32_t ct_detach_(Handle self) { RETURN_DONE(self->detach_()); }
CT_API Handle ct_contiguous(Handle self) { RETURN_TENSOR(self->contiguous()); }
CT_API int32_t ct_copy_(Handle self, Handle source, int8_t non_blocking) {
    RETURN_DONE(self->copy_(*source, non_blocking != 0));
}
CT_API int32_t ct_set_(Handle self, Handle source) { RETURN_DONE(self->set_(*source)); }
CT_API int32_t ct_zero_(Handle self) { RETURN_DONE(self->zero_()); }
CT_API int32_t ct_fill_(Handle self, CtScalar value) { RETURN_DONE(self->fill_(ct_scalar(value))); }

// ---- Shapes

CT_API Handle ct_reshape(Handle self, const int64_t* shape, int64_t ndim) {
    RETURN_TENSOR(self->reshape(ct_ints(shape, ndim)));
}
CT_API Handle ct_view(Handle self, const int64_t* shape, int64_t ndim) {
    RETURN_TENSOR(self->view(ct_ints(shape, ndim)));
}
CT_API Handle ct_expand(Handle self, const int64_t* shape, int64_t ndim, int8_t implicit) {
    RETURN_TENSOR(self->expand(ct_ints(shape, ndim), implicit != 0));
}
CT_API Handle ct_repeat(Handle self, const int64_t* counts, int64_t ndim) {
    RETURN_TENSOR(self->repeat(ct_ints(counts, ndim)));
}
CT_API Handle ct_permute(Handle self, const int64_t* order, int64_t ndim) {
    RETURN_TENSOR(self->permute(ct_ints(order, ndim)));
}
CT_API Handle ct_flip(Handle self, const int64_t* dims, int64_t count) {
    RETURN_TENSOR(self->flip(ct_ints(dims, count)));
}
CT_API Handle ct_as_strided(Handle self, const int64_t* sizes, const int64_t* strides, int64_t ndim, int64_t offset) {
    RETURN_TENSOR(self->as_strided(ct_ints(sizes, ndim), ct_ints(strides, ndim), offset));
}
CT_API Handle ct_flatten(Handle self, int64_t start, int64_t end) { RETURN_TENSOR(self->flatten(start, end)); }
CT_API Handle ct_t(Handle self) { RETURN_TENSOR(self->t()); }
CT_API Handle ct_transpose(Handle self, int64_t a, int64_t b) { RETURN_TENSOR(self->transpose(a, b)); }
CT_API Handle ct_unsqueeze(Handle self, int64_t dim) { RETURN_TENSOR(self->unsqueeze(dim)); }
CT_API Handle ct_squeeze(Handle self) { RETURN_TENSOR(self->squeeze()); }
CT_API Handle ct_squeeze_dim(Handle self, int64_t dim) { RETURN_TENSOR(self->squeeze(dim)); }
CT_API Handle ct_select(Handle self, int64_t dim, int64_t index) { RETURN_TENSOR(self->select(dim, index)); }
CT_API Handle ct_narrow(Handle self, int64_t dim, int64_t start, int64_t length) {
    RETURN_TENSOR(self->narrow(dim, start, length));
}
// Fills `results`, one per size. Unlike that of as many narrows, its gradient is joined in one pass.
CT_API int32_t ct_split(Handle self, const int64_t* sizes, int64_t count, int64_t dim, Handle* results) {
    RETURN_DONE(
        auto parts = at::split_with_sizes(*self, ct_ints(sizes, count), dim);
        for (size_t i = 0; i < parts.size(); i++) results[i] = new at::Tensor(parts[i]));
}
CT_API Handle ct_slice(Handle self, int64_t dim, int64_t start, int64_t end, int64_t step) {
    RETURN_TENSOR(self->slice(dim, start, end, step));
}
CT_API Handle ct_unfold_dim(Handle self, int64_t dim, int64_t size, int64_t step) {
    RETURN_TENSOR(self->unfold(dim, size, step));
}

// ---- Joining

CT_API Handle ct_cat(const Handle* tensors, int64_t count, int64_t dim) {
    RETURN_TENSOR(at::cat(ct_list(tensors, count), dim));
}
CT_API Handle ct_stack(const Handle* tensors, int64_t count, int64_t dim) {
    RETURN_TENSOR(at::stack(ct_list(tensors, count), dim));
}

// ---- Gathering, scattering, indexing

CT_API Handle ct_index_select(Handle self, int64_t dim, Handle index) {
    RETURN_TENSOR(self->index_select(dim, *index));
}
CT_API Handle ct_gather(Handle self, int64_t dim, Handle index) { RETURN_TENSOR(self->gather(dim, *index)); }
CT_API Handle ct_scatter(Handle self, int64_t dim, Handle index, Handle source) {
    RETURN_TENSOR(self->scatter(dim, *index, *source));
}
CT_API int32_t ct_scatter_(Handle self, int64_t dim, Handle index, Handle source) {
    RETURN_DONE(self->scatter_(dim, *index, *source));
}
CT_API Handle ct_scatter_add(Handle self, int64_t dim, Handle index, Handle source) {
    RETURN_TENSOR(self->scatter_add(dim, *index, *source));
}
CT_API int32_t ct_scatter_add_(Handle self, int64_t dim, Handle index, Handle source) {
    RETURN_DONE(self->scatter_add_(dim, *index, *source));
}
CT_API Handle ct_index_add(Handle self, int64_t dim, Handle index, Handle source, CtScalar alpha) {
    RETURN_TENSOR(self->index_add(dim, *index, *source, ct_scalar(alpha)));
}
CT_API int32_t ct_index_add_(Handle self, int64_t dim, Handle index, Handle source, CtScalar alpha) {
    RETURN_DONE(self->index_add_(dim, *index, *source, ct_scalar(alpha)));
}
CT_API int32_t ct_index_copy_(Handle self, int64_t dim, Handle index, Handle source) {
    RETURN_DONE(self->index_copy_(dim, *index, *source));
}
CT_API Handle ct_masked_fill(Handle self, Handle mask, CtScalar value) {
    RETURN_TENSOR(self->masked_fill(*mask, ct_scalar(value)));
}
CT_API int32_t ct_masked_fill_(Handle self, Handle mask, CtScalar value) {
    RETURN_DONE(self->masked_fill_(*mask, ct_scalar(value)));
}
CT_API Handle ct_masked_select(Handle self, Handle mask) { RETURN_TENSOR(self->masked_select(*mask)); }
CT_API Handle ct_nonzero(Handle self) { RETURN_TENSOR(self->nonzero()); }

// One index expression: kind 0 new axis, 1 ellipsis, 2 whole number, 3 true/false, 4 slice, 5 tensor.
struct CtIndex {
    int64_t kind;
    int64_t start;
    int64_t stop;
    int64_t step;
    Handle tensor;
};

static std::vector<at::indexing::TensorIndex> indices_of(const CtIndex* indices, int64_t count) {
    std::vector<at::indexing::TensorIndex> result;
    result.reserve((size_t)count);
    for (int64_t i = 0; i < count; i++) {
        const CtIndex& index = indices[i];
        switch (index.kind) {
            case 0: result.emplace_back(at::indexing::None); break;
            case 1: result.emplace_back(at::indexing::Ellipsis); break;
            case 2: result.emplace_back(index.start); break;
            case 3: result.emplace_back(index.start != 0); break;
            case 4: result.emplace_back(at::indexing::Slice(index.start, index.stop, index.step)); break;
            default: result.emplace_back(*index.tensor); break;
        }
    }
    return result;
}

CT_API Handle ct_index(Handle self, const CtIndex* indices, int64_t count) {
    RETURN_TENSOR(self->index(indices_of(indices, count)));
}
CT_API int32_t ct_index_put_(Handle self, const CtIndex* indices, int64_t count, Handle value) {
    RETURN_DONE(self->index_put_(indices_of(indices, count), *value));
}
CT_API int32_t ct_index_put_scalar_(Handle self, const CtIndex* indices, int64_t count, CtScalar value) {
    RETURN_DONE(self->index_put_(indices_of(indices, count), ct_scalar(value)));
}
