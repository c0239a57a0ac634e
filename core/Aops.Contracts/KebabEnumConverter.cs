using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Contracts;

/// <summary>
/// JSON converter that writes an enum as its kebab-case name: <c>RolledBack</c> is <c>"rolled-back"</c>.
/// </summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>Kebab-case names of enum values outside of JSON.</summary>
public static class KebabName
{
    /// <summary>The kebab-case name of a value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => OpenEnum.NameOf(value);
}
