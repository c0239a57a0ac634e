namespace Aops.Query.Fields;

/// <summary>How a field is compared.</summary>
public enum QueryOperator
{
    /// <summary>Equal to one of the values: <c>=</c>, <c>in</c>.</summary>
    In,

    /// <summary>Less: <c>&lt;</c>.</summary>
    Less,

    /// <summary>Less or equal: <c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary>Greater: <c>&gt;</c>.</summary>
    Greater,

    /// <summary>Greater or equal: <c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary>Contains, begins or ends with: <c>~</c>.</summary>
    Matches,

    /// <summary>A set has a name: <c>has</c>; or a host has a label.</summary>
    Has,
}
