using System.Globalization;

namespace Aops.Server.Http;

/// <summary>The kinds of keys that lists have.</summary>
internal static class CursorKeys
{
    /// <summary>A number of 64 bits.</summary>
    public static CursorKey<long> Number { get; } = new NumberKey();

    /// <summary>A text.</summary>
    public static CursorKey<string?> Text { get; } = new TextKey();

    /// <summary>A time and an id.</summary>
    public static CursorKey<TimeKey> Time { get; } = new TimeAndId();

    private sealed class NumberKey : CursorKey<long>
    {
        public override string Write(long key) => key.ToString(CultureInfo.InvariantCulture);

        public override bool TryRead(string text, out long key) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out key);
    }

    private sealed class TextKey : CursorKey<string?>
    {
        public override string Write(string? key) => key ?? "";

        public override bool TryRead(string text, out string? key)
        {
            key = text;
            return true;
        }
    }

    private sealed class TimeAndId : CursorKey<TimeKey>
    {
        public override string Write(TimeKey key) => $"{Number.Write(key.At)} {key.Id}";

        public override bool TryRead(string text, out TimeKey key)
        {
            key = default;
            if (text.Split(' ', 2) is not [var at, var id] || !Number.TryRead(at, out var time)) return false;
            key = new TimeKey(time, id);
            return true;
        }
    }
}
