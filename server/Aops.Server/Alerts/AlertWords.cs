using Aops.Contracts;

namespace Aops.Server.Alerts;

/// <summary>Words of alerts as they are stored: those of JSON.</summary>
internal static class AlertWords
{
    /// <summary>The word of a value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => KebabName.Of(value);

    /// <summary>The value of a word; none has more than one part.</summary>
    public static TEnum Read<TEnum>(string word)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(word, ignoreCase: true);
}
