namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>What a layer can be.</summary>
/// <param name="Bits">Its resolution.</param>
/// <param name="Cost">What is to be small: a sensitivity.</param>
/// <param name="Size">What there is a budget of, as a whole number: bits of storage, operations, arrays, energy of its ADCs.</param>
public readonly record struct LayerChoice(int Bits, double Cost, long Size);

/// <summary>Which resolution each layer is to have.</summary>
/// <param name="Bits">One a layer.</param>
/// <param name="Cost">Sum of costs.</param>
/// <param name="Size">Sum of sizes.</param>
public sealed record BitAllocation(IReadOnlyList<int> Bits, double Cost, long Size)
{
    /// <summary>The allocation of least cost among those of no more than a given size: exact, whatever the number of layers.</summary>
    /// <remarks>
    /// Layer by layer, of all combinations so far only those are kept that no other beats in both cost and size. Of equal ones the first stays. An integer programme with
    /// one budget, as in Z. Yao et al., ICML 2021, arXiv:2011.10680 (HAWQ-V3).
    /// </remarks>
    /// <param name="layers">The choices of each layer, one or more.</param>
    /// <param name="budget">The largest size.</param>
    /// <exception cref="ArgumentException">A layer without choices, or no combination within the budget.</exception>
    public static BitAllocation Within(IReadOnlyList<IReadOnlyList<LayerChoice>> layers, long budget)
    {
        BitAllocation[] best = Frontier(layers, budget);
        return best.Length > 0 ? best[^1] : throw new ArgumentException(
            $"The smallest choices together are {layers.Sum(layer => layer.Min(choice => choice.Size))}, more than the budget of {budget}.", nameof(budget));
    }

    /// <summary>All allocations within a budget that no other beats in both cost and size, from the smallest.</summary>
    /// <param name="layers">The choices of each layer, one or more.</param>
    /// <param name="budget">The largest size.</param>
    public static BitAllocation[] Frontier(IReadOnlyList<IReadOnlyList<LayerChoice>> layers, long budget)
    {
        List<Partial> kept = [new(null, 0, 0, 0)];
        for (int layer = 0; layer < layers.Count; layer++)
        {
            if (layers[layer].Count == 0)
            {
                throw new ArgumentException($"Layer {layer} has nothing to choose from.", nameof(layers));
            }

            long rest = layers.Skip(layer + 1).Sum(later => later.Min(choice => choice.Size));
            IEnumerable<Partial> all = kept.SelectMany(before => layers[layer].Select(choice =>
                new Partial(before, choice.Bits, before.Cost + choice.Cost, before.Size + choice.Size)));
            List<Partial> next = [];
            double least = double.PositiveInfinity;
            foreach (Partial partial in all.Where(each => each.Size + rest <= budget).OrderBy(each => each.Size).ThenBy(each => each.Cost))
            {
                if (partial.Cost < least)
                {
                    next.Add(partial);
                    least = partial.Cost;
                }
            }

            kept = next;
        }

        return [.. kept.Select(each => new BitAllocation(each.AllBits(layers.Count), each.Cost, each.Size))];
    }

    private sealed record Partial(Partial? Before, int Bits, double Cost, long Size)
    {
        public int[] AllBits(int layers)
        {
            int[] bits = new int[layers];
            Partial? at = this;
            for (int layer = layers - 1; layer >= 0; layer--, at = at.Before)
            {
                bits[layer] = at!.Bits;
            }

            return bits;
        }
    }
}
