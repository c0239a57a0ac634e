namespace Aops.Query.Fields;

/// <summary>Type of a field, which determines how it is compared.</summary>
public enum FieldKind
{
    /// <summary>A text, compared case-insensitively.</summary>
    Text,

    /// <summary>A text, compared case-sensitively.</summary>
    Exact,

    /// <summary>A version, compared by semver precedence.</summary>
    Version,

    /// <summary>One word of a fixed list.</summary>
    Choice,

    /// <summary>A time, compared by its age.</summary>
    Age,

    /// <summary>An integer of at least 0.</summary>
    Number,

    /// <summary>A set of names.</summary>
    Names,

    /// <summary>A label of a host, compared case-sensitively; a host may lack it.</summary>
    Label,

    /// <summary>The addresses of a host, compared with addresses and networks.</summary>
    Address,

    /// <summary>The versions of an installed package, compared in the order of packages; a host may lack it.</summary>
    Package,
}
