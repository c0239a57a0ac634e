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

    /// <summary>Refuses the input if it has faults.</summary>
    /// <exception cref="RequestFault">It has.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw new RequestFault(ProblemKinds.Invalid(ToDictionary()));
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(field => field.Key, field => field.Value.ToArray());
}
