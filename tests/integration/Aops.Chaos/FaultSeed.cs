namespace Aops.Chaos;

/// <summary>The seed of one fault: equal for equal numbers in every process, unlike <see cref="HashCode"/>.</summary>
internal static class FaultSeed
{
    /// <summary>Mixes two numbers (the finalizer of MurmurHash3).</summary>
    /// <param name="run">Seed of the run.</param>
    /// <param name="number">Number of the fault.</param>
    public static int Of(int run, int number)
    {
        unchecked
        {
            var mixed = ((ulong)(uint)run << 32) | (uint)number;
            mixed ^= mixed >> 33;
            mixed *= 0xff51afd7ed558ccd;
            mixed ^= mixed >> 33;
            mixed *= 0xc4ceb9fe1a85ec53;
            mixed ^= mixed >> 33;
            return (int)mixed;
        }
    }
}
