using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Hosts;

/// <summary>The number of hosts that a dry run told is a part of the request that changes them.</summary>
internal static class ExpectedHosts
{
    /// <summary>Checks that the number is there.</summary>
    /// <param name="field">What the body calls it.</param>
    public static void Check(long? expected, bool isDry, string field, FieldErrors errors)
    {
        if (expected is null && !isDry) errors.Add(field, "is the count that this request with ?dry_run=1 tells");
    }

    /// <summary>The number is another one now.</summary>
    /// <param name="now">How many there are.</param>
    /// <param name="field">What the body calls it.</param>
    /// <param name="undone">What was done to no host.</param>
    public static RequestFault Changed(string now, string field, string undone = "changed") =>
        new(ProblemKinds.Conflict("count-changed",
            $"{now} now, and not as many as {field} says. Nothing was {undone}.",
            "Look at the hosts again with ?dry_run=1, and send the count that it tells."));
}
