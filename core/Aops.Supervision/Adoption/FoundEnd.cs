using Aops.Native.Processes;

namespace Aops.Supervision.Adoption;

/// <summary>What is known of an exit that no supervisor observed.</summary>
/// <param name="Exit">How the process ended, if known.</param>
/// <param name="IsByOrder">Whether systemd stopped it by an order, so that it does not count as a failure.</param>
internal readonly record struct FoundEnd(ChildExit Exit, bool IsByOrder)
{
    /// <summary>An exit of which nothing is known.</summary>
    public static FoundEnd Unknown => new(ChildExit.Unknown, IsByOrder: false);
}
