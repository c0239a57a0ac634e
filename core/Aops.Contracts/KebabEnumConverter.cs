using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Contracts;

/// <summary>Writes an enum as its lower-case, dash-separated name: <c>RolledBack</c> is <c>"rolled-back"</c>.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>The same names outside of JSON.</summary>
public static class KebabName
{
    /// <summary>The lower-case, dash-separated name of a value.</summary>
    /// <param name="value">The value.</param>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => OpenEnum.NameOf(value);
}
