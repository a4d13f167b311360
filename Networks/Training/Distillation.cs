using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>Losses that let a network learn from the outputs of another.</summary>
/// <remarks>
/// L = a·CE(y, softmax z_s) + b·H(softmax(z_t/T), softmax(z_s/T)); the gradient of the second term by z_s is (b/T)·(p_s - p_t)/batch. Times T² it keeps its
/// magnitude whatever the temperature. Source: G. Hinton, O. Vinyals, J. Dean, arXiv:1503.02531.
/// </remarks>
public static class Distillation
{
    /// <summary>The loss.</summary>
    /// <param name="student">z_s, [batch, classes].</param>
    /// <param name="teacher">z_t, as large; no gradient reaches it.</param>
    /// <param name="labels">y, [batch], int64.</param>
    /// <param name="temperature">T, above zero: 1 to 20.</param>
    /// <param name="hard">a.</param>
    /// <param name="soft">b.</param>
    /// <param name="keepsMagnitude">Whether the second term is multiplied by T².</param>
    public static Tensor Loss(
        Tensor student, Tensor teacher, Tensor labels, double temperature, double hard, double soft, bool keepsMagnitude = false)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double weight = keepsMagnitude ? soft * temperature * temperature : soft;
        Tensor loss = (nn.functional.cross_entropy(student, labels) * hard) + (CrossEntropy(student, teacher, temperature) * weight);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>H(softmax(z_t/T), softmax(z_s/T)), the mean over the batch.</summary>
    public static Tensor CrossEntropy(Tensor student, Tensor teacher, double temperature)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor wanted = nn.functional.softmax(teacher.detach() / temperature, 1);
        Tensor logarithms = nn.functional.log_softmax(student / temperature, 1);
        return (-(wanted * logarithms).sum() / (double)student.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>KL(softmax(z_t/T) ‖ softmax(z_s/T)), the mean over the batch: the cross entropy without what no student can take away.</summary>
    public static Tensor Divergence(Tensor student, Tensor teacher, double temperature = 1)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor entropy = CrossEntropy(teacher.detach(), teacher, temperature);
        return (CrossEntropy(student, teacher, temperature) - entropy).MoveToOuterDisposeScope();
    }
}
