namespace Aops.Query.Fields;

/// <summary>Comparison operators.</summary>
public enum QueryOperator
{
    /// <summary>Equal to one of the values: <c>=</c>, <c>in</c>.</summary>
    In,

    /// <summary>Less than: <c>&lt;</c>.</summary>
    Less,

    /// <summary>Less or equal: <c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary>Greater than: <c>&gt;</c>.</summary>
    Greater,

    /// <summary>Greater or equal: <c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary>Contains, starts with or ends with: <c>~</c>.</summary>
    Matches,

    /// <summary>The set contains a name, or the host has the label: <c>has</c>.</summary>
    Has,
}
