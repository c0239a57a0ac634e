using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Groups;

/// <summary>Reports every fault of a group at once; its query is read by itself.</summary>
internal static class GroupValidator
{
    /// <summary>Checks the body of a write.</summary>
    /// <param name="request">The body.</param>
    /// <param name="name">The name that the path has; null where the body has to.</param>
    /// <exception cref="RequestFault">It has faults.</exception>
    public static void Check(GroupRequest request, string? name)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name, name, "a group");
        if (request.Rank is < 1 or > FleetLimits.GroupRankMax)
            errors.Add("rank", $"must be from 1 to {FleetLimits.GroupRankMax}; the fleet itself has 0");
        errors.CheckLength("note", request.Note, FleetLimits.NoteCharsMax);
        errors.ThrowIfAny();
    }
}
