using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Server.Problems;

namespace Aops.Server.Enrolment;

/// <summary>What the bearer of a known enrolment token is told that is not enrolled.</summary>
internal static class EnrolmentProblems
{
    private const string Title = "The enrolment token is refused";
    private const string Another = "Make another one: 'aops token create', or 'aops-server token create --data DIR' on the server.";

    public static Problem UsedUp { get; } = ProblemKinds.Make(
        401, "token-used-up", Title, "As many hosts have enrolled with the enrolment token as may.", Another);

    public static Problem Full { get; } = ProblemKinds.Make(
        503, "too-many-waiting", "Too many hosts wait",
        "As many hosts wait for an operator's approval as may, so this one is not among them.",
        "Approve or refuse some: 'aops token waiting' lists them.");

    public static Problem Expired(DateTimeOffset at) => ProblemKinds.Make(
        401, "token-expired", Title,
        $"The time of the enrolment token was over at {at.ToString("u", CultureInfo.InvariantCulture)}.", Another);

    /// <param name="address">The host as the server sees it; null if that cannot be told.</param>
    public static Problem OtherNetwork(string? address) => ProblemKinds.Make(
        403, "token-network", Title,
        $"The enrolment token may not be shown from {address ?? "an address that is not known"}.",
        "Enrol from one of its networks, which 'aops token list' shows, or make another token for this one.");

    /// <param name="id">Id of the host's request.</param>
    public static Problem Pending(string id) => ProblemKinds.Make(
        409, Problem.EnrolmentPendingCode, "The host waits for approval",
        $"An operator has to approve this host before it is enrolled (request {id}).",
        $"Approve it by 'aops token approve {id}'; the host asks again by itself.");

    /// <param name="id">Id of the host's request.</param>
    public static Problem Refused(string id) => ProblemKinds.Make(
        403, "enrolment-refused", "The host is refused",
        $"An operator has refused this host (request {id}).",
        $"Approve it by 'aops token approve {id}' if that was a mistake, and install again.");
}
