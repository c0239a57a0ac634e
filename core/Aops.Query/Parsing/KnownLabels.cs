namespace Aops.Query.Parsing;

/// <summary>
/// The names of labels that hosts have. A name that is no field is taken for a label if it is one of them, so that
/// <c>env=prod</c> can stand for <c>label.env=prod</c>, and a mistyped field is still told.
/// </summary>
public abstract class KnownLabels
{
    /// <summary>Whether a host has a label of this name.</summary>
    /// <param name="name">The name.</param>
    public abstract bool Has(string name);

    /// <summary>Names of labels, to suggest one of them.</summary>
    public abstract IReadOnlyCollection<string> List();
}
