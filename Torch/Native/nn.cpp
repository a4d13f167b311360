// What layers and losses are made of.
#include "shim.h"

CT_API Handle ct_linear(Handle input, Handle weight, Handle bias) {
    RETURN_TENSOR(at::linear(*input, *weight, ct_or_none(bias)));
}
CT_API Handle ct_conv2d(Handle input, Handle weight, Handle bias, const int64_t* stride, int64_t stride_count,
                        const int64_t* padding, int64_t padding_count, const int64_t* dilation, int64_t dilation_count,
                        int64_t groups) {
    RETURN_TENSOR(at::conv2d(*input, *weight, ct_or_none(bias), ct_ints(stride, stride_count),
                             ct_ints(padding, padding_count), ct_ints(dilation, dilation_count), groups));
}
// same: pad so that the output is as large as the input; otherwise no padding.
CT_API Handle ct_conv2d_padding(Handle input, Handle weight, Handle bias, const int64_t* stride, int64_t stride_count,
                                int8_t same, const int64_t* dilation, int64_t dilation_count, int64_t groups) {
    RETURN_TENSOR(at::conv2d(*input, *weight, ct_or_none(bias), ct_ints(stride, stride_count),
                             same ? "same" : "valid", ct_ints(dilation, dilation_count), groups));
}
CT_API Handle ct_batch_norm(Handle input, Handle weight, Handle bias, Handle mean, Handle var, int8_t training,
                            double momentum, double eps) {
    RETURN_TENSOR(at::batch_norm(*input, ct_or_none(weight), ct_or_none(bias), ct_or_none(mean), ct_or_none(var),
                                 training != 0, momentum, eps, false));
}
CT_API Handle ct_layer_norm(Handle input, const int64_t* shape, int64_t ndim, Handle weight, Handle bias, double eps) {
    RETURN_TENSOR(at::layer_norm(*input, ct_ints(shape, ndim), ct_or_none(weight), ct_or_none(bias), eps));
}

CT_API Handle ct_max_pool2d(Handle input, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                            const int64_t* dilation, int8_t ceil_mode) {
    RETURN_TENSOR(at::max_pool2d(*input, ct_ints(kernel, 2), ct_ints(stride, 2), ct_ints(padding, 2),
                                 ct_ints(dilation, 2), ceil_mode != 0));
}
// divisor 0: the size of the window.
CT_API Handle ct_avg_pool2d(Handle input, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                            int8_t ceil_mode, int8_t count_include_pad, int64_t divisor) {
    RETURN_TENSOR(at::avg_pool2d(*input, ct_ints(kernel, 2), ct_ints(stride, 2), ct_ints(padding, 2), ceil_mode != 0,
                                 count_include_pad != 0, divisor ? Optional<int64_t>(divisor) : Optional<int64_t>()));
}
CT_API Handle ct_adaptive_avg_pool2d(Handle input, const int64_t* output) {
    RETURN_TENSOR(at::adaptive_avg_pool2d(*input, ct_ints(output, 2)));
}
CT_API Handle ct_unfold(Handle input, const int64_t* kernel, const int64_t* dilation, const int64_t* padding,
                        const int64_t* stride) {
    RETURN_TENSOR(at::im2col(*input, ct_ints(kernel, 2), ct_ints(dilation, 2), ct_ints(padding, 2), ct_ints(stride, 2)));
}
CT_API Handle ct_fold(Handle input, const int64_t* output, const int64_t* kernel, const int64_t* dilation,
                      const int64_t* padding, const int64_t* stride) {
    RETURN_TENSOR(at::col2im(*input, ct_ints(output, 2), ct_ints(kernel, 2), ct_ints(dilation, 2), ct_ints(padding, 2),
                             ct_ints(stride, 2)));
}
CT_API Handle ct_pad(Handle input, const int64_t* pad, int64_t count, const char* mode, double value) {
    RETURN_TENSOR(std::strcmp(mode, "constant") == 0 ? at::constant_pad_nd(*input, ct_ints(pad, count), value)
                                                     : at::pad(*input, ct_ints(pad, count), mode));
}

CT_API Handle ct_softmax(Handle input, int64_t dim, int32_t dtype) {
    RETURN_TENSOR(at::softmax(*input, dim, ct_dtype(dtype)));
}
CT_API Handle ct_log_softmax(Handle input, int64_t dim, int32_t dtype) {
    RETURN_TENSOR(at::log_softmax(*input, dim, ct_dtype(dtype)));
}
CT_API Handle ct_hardtanh(Handle input, double min, double max) { RETURN_TENSOR(at::hardtanh(*input, min, max)); }
CT_API int32_t ct_hardtanh_(Handle input, double min, double max) { RETURN_DONE(at::hardtanh_(*input, min, max)); }
CT_API Handle ct_dropout(Handle input, double p, int8_t training) {
    RETURN_TENSOR(at::dropout(*input, p, training != 0));
}
CT_API int32_t ct_dropout_(Handle input, double p, int8_t training) {
    RETURN_DONE(at::dropout_(*input, p, training != 0));
}
CT_API Handle ct_one_hot(Handle input, int64_t classes) { RETURN_TENSOR(at::one_hot(*input, classes)); }

// reduction: 0 none, 1 mean, 2 sum.
CT_API Handle ct_cross_entropy(Handle input, Handle target, Handle weight, int64_t ignore_index, int64_t reduction,
                               double label_smoothing) {
    RETURN_TENSOR(at::cross_entropy_loss(*input, *target, ct_or_none(weight), reduction, ignore_index, label_smoothing));
}
CT_API Handle ct_nll_loss(Handle input, Handle target, Handle weight, int64_t ignore_index, int64_t reduction) {
    RETURN_TENSOR(at::nll_loss_nd(*input, *target, ct_or_none(weight), reduction, ignore_index));
}
CT_API Handle ct_mse_loss(Handle input, Handle target, int64_t reduction) {
    RETURN_TENSOR(at::mse_loss(*input, *target, reduction));
}
CT_API Handle ct_l1_loss(Handle input, Handle target, int64_t reduction) {
    RETURN_TENSOR(at::l1_loss(*input, *target, reduction));
}
