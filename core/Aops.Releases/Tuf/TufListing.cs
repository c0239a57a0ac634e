namespace Aops.Releases.Tuf;

/// <summary>Every target that a search by its name finds, in what one refresh has verified.</summary>
/// <param name="Targets">The targets, each once, with the role that has the say on its name.</param>
/// <param name="Roles">The targets roles that were verified, by name, with their versions.</param>
/// <param name="Faults">Roles that could not be verified, with the sentence that says why; their names are not found.</param>
public sealed record TufListing(
    IReadOnlyList<TufListedTarget> Targets,
    IReadOnlyDictionary<string, long> Roles,
    IReadOnlyDictionary<string, string> Faults);

/// <summary>A target that a search finds.</summary>
/// <param name="Role">The role that lists it.</param>
/// <param name="File">What that role says of it.</param>
public sealed record TufListedTarget(string Name, string Role, TufTargetFile File);
