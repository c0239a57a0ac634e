using Aops.Contracts;
using Aops.Server.Problems;

namespace Aops.Server.Http;

/// <summary>Faults of an input by field, in the order found.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string field, string error)
    {
        if (!_errors.TryGetValue(field, out var list)) _errors.Add(field, list = []);
        list.Add(error);
    }

    /// <summary>Checks the length of a text, which may be absent.</summary>
    public void CheckLength(string field, string? text, int charsMax)
    {
        if (text?.Length > charsMax) Add(field, $"has at most {charsMax} characters");
    }

    /// <summary>Checks the name of what is written, which never changes.</summary>
    /// <param name="name">The name in the body.</param>
    /// <param name="ofPath">The name that the path has; null where the body has to.</param>
    /// <param name="what">What has the name, such as "a group".</param>
    public void CheckName(string? name, string? ofPath, string what)
    {
        if (ofPath is null && !Names.IsValid(name)) Add("name", $"a name has {Names.Rule}");
        if (ofPath is not null && name is not null && name != ofPath)
            Add("name", $"the path names {ofPath}; {what} keeps its name");
    }

    /// <summary>Refuses the input if it has faults.</summary>
    /// <exception cref="RequestFault">It has.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw new RequestFault(ProblemKinds.Invalid(ToDictionary()));
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(field => field.Key, field => field.Value.ToArray());
}
