using Aops.Native.Processes;

namespace Aops.Supervision.Adoption;

/// <summary>What can be told of an end that no supervisor has seen.</summary>
/// <param name="Exit">How it ended, if that can be known.</param>
/// <param name="IsByOrder">Whether the owner of the process stopped it by an order, so that it was no death.</param>
internal readonly record struct FoundEnd(ChildExit Exit, bool IsByOrder)
{
    /// <summary>An end of which nothing is known.</summary>
    public static FoundEnd Unknown => new(ChildExit.Unknown, IsByOrder: false);
}
