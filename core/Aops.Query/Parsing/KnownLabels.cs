namespace Aops.Query.Parsing;

/// <summary>
/// The label names of all hosts. A name that is not a field is taken for a label only if it is one of them, so that
/// <c>env=prod</c> can stand for <c>label.env=prod</c> while a mistyped field is still reported.
/// </summary>
public abstract class KnownLabels
{
    /// <summary>Whether any host has a label of this name.</summary>
    public abstract bool Has(string name);

    /// <summary>All label names, for suggestions.</summary>
    public abstract IReadOnlyCollection<string> List();
}
