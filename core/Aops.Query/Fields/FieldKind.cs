namespace Aops.Query.Fields;

/// <summary>What a field holds, from which it follows how it is compared.</summary>
public enum FieldKind
{
    /// <summary>A text, compared without regard to case.</summary>
    Text,

    /// <summary>A text, compared exactly.</summary>
    Exact,

    /// <summary>A version, compared by semver precedence.</summary>
    Version,

    /// <summary>One word of a list.</summary>
    Choice,

    /// <summary>A time, compared by how long ago it is.</summary>
    Age,

    /// <summary>A whole number from 0.</summary>
    Number,

    /// <summary>A set of names.</summary>
    Names,

    /// <summary>A label of a host, compared exactly; a host may lack it.</summary>
    Label,
}
