namespace Aops.Rollouts.Failures;

/// <summary>How much more often hosts with one trait are charged than all attempted ones.</summary>
/// <param name="Name">The trait: <c>kernel</c>, <c>distribution</c>, <c>architecture</c>, <c>sub-agent NAME</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Charged">Charged hosts with it.</param>
/// <param name="Attempted">Attempted hosts with it.</param>
/// <param name="ChargedOfAll">Charged hosts.</param>
/// <param name="AttemptedOfAll">Attempted hosts.</param>
public sealed record TraitLift(
    string Name, string Value, int Charged, int Attempted, int ChargedOfAll, int AttemptedOfAll)
{
    /// <summary>Rate of those with it by the rate of all: 1 says that the trait does not matter.</summary>
    public double Lift => (double)Charged * AttemptedOfAll / ((double)Attempted * ChargedOfAll);

    /// <summary>
    /// How surely the trait separates the charged ones: the log-likelihood ratio of the four counts (Dunning, 1993). It
    /// does not take one charged host of one for a proof, as the lift alone does.
    /// </summary>
    public double Strength
    {
        get
        {
            var (a, b) = (Charged, Attempted - Charged);
            var (c, d) = (ChargedOfAll - Charged, AttemptedOfAll - Attempted - (ChargedOfAll - Charged));
            var sum = (double)AttemptedOfAll;
            return 2 * (Part(a, Attempted * (double)ChargedOfAll / sum)
                + Part(b, Attempted * (sum - ChargedOfAll) / sum)
                + Part(c, (sum - Attempted) * ChargedOfAll / sum)
                + Part(d, (sum - Attempted) * (sum - ChargedOfAll) / sum));
        }
    }

    private static double Part(double observed, double expected) =>
        observed == 0 ? 0 : observed * Math.Log(observed / expected);
}
