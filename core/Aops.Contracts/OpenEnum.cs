using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Contracts;

/// <summary>
/// An enum of the wire format that later versions may extend. A name that this version does not declare becomes a
/// value beyond the declared ones and is written back as it was read, so that an unknown name never invalidates the
/// message that contains it. A switch over such an enum needs a default arm.
/// </summary>
public static class OpenEnum
{
    private const int NameCharsMax = 64;
    private const int NamesMax = 1024;
    private const string Unknown = "unknown";

    /// <summary>Whether this version declares the value.</summary>
    public static bool IsDeclared<TEnum>(TEnum value)
        where TEnum : struct, Enum => Table<TEnum>.DeclaredNames.ContainsKey(value);

    /// <summary>Parses a name.</summary>
    /// <param name="name">The kebab-case name.</param>
    /// <returns>The value; null if the text is not 1 to 64 characters of a-z, 0-9 and -.</returns>
    public static TEnum? TryParse<TEnum>(string? name)
        where TEnum : struct, Enum
    {
        if (name is null) return null;
        if (Table<TEnum>.Declared.TryGetValue(name, out var declared)) return declared;
        if (name.Length is 0 or > NameCharsMax) return null;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return null;
        }
        return Table<TEnum>.Intern(name);
    }

    /// <summary>The name of a value; for an undeclared value the name that it was read from.</summary>
    public static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        Table<TEnum>.DeclaredNames.TryGetValue(value, out var name) ? name : Table<TEnum>.NameOfOther(value);

    private static class Table<TEnum>
        where TEnum : struct, Enum
    {
        private const int FirstOther = 1000;

        private static readonly ConcurrentDictionary<string, int> Others = new(StringComparer.Ordinal);
        private static readonly ConcurrentDictionary<int, string> OtherNames = new();
        private static readonly Lock Gate = new();

        internal static Dictionary<TEnum, string> DeclaredNames { get; } = Enum.GetValues<TEnum>()
            .ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

        internal static Dictionary<string, TEnum> Declared { get; } =
            DeclaredNames.ToDictionary(n => n.Value, n => n.Key, StringComparer.OrdinalIgnoreCase);

        internal static TEnum Intern(string name)
        {
            if (Others.TryGetValue(name, out var known)) return Of(known);
            lock (Gate)
            {
                if (Others.TryGetValue(name, out known)) return Of(known);
                // Bounds the memory that a peer can take by sending ever new names: all further names share one
                // value.
                if (Others.Count >= NamesMax) return Of(FirstOther);
                known = FirstOther + 1 + Others.Count;
                OtherNames[known] = name;
                Others[name] = known;
                return Of(known);
            }
        }

        internal static string NameOfOther(TEnum value) =>
            OtherNames.GetValueOrDefault(Unsafe.BitCast<TEnum, int>(value), Unknown);

        private static TEnum Of(int value) => Unsafe.BitCast<int, TEnum>(value);
    }
}

/// <summary>Reads and writes an <see cref="OpenEnum"/> by its name.</summary>
/// <typeparam name="TEnum">The enum, over int.</typeparam>
public sealed class OpenEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? OpenEnum.TryParse<TEnum>(reader.GetString()) : null)
        ?? throw new JsonException("a word of a-z, 0-9 and - is expected");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(OpenEnum.NameOf(value));
}
