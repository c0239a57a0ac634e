using System.Globalization;
using Aops.Contracts;
using Aops.Query.Fields;

namespace Aops.Query.Parsing;

/// <summary>Parses the values of one field into the form in which they are compared.</summary>
internal sealed class ValueReader(QueryField asked, string? label, string? package = null)
{
    private const long NumberMax = 1_000_000_000;
    private const long BytesMax = (1L << 53) - 1;

    private static readonly (string Unit, long Bytes)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40)];

    public QueryField Field => asked;

    public QueryNode.Term Term(QueryOperator how, params IReadOnlyList<QueryValue> values) =>
        new(asked, how, values) { Label = label, Package = package };

    public QueryValue Read(QueryToken token) => asked.Kind switch
    {
        FieldKind.Text => new QueryValue(token.Text, TextKey.Of(token.Text)),
        FieldKind.Version => ReadVersion(token),
        FieldKind.Choice => ReadChoice(token),
        FieldKind.Age => ReadAge(token),
        FieldKind.Number => asked.IsBytes ? ReadBytes(token) : ReadNumber(token),
        FieldKind.Address => ReadAddress(token),
        FieldKind.Package => new QueryValue(token.Text, PackageVersionKey.Of(token.Text)),
        _ => new QueryValue(token.Text, token.Text),
    };

    // A pattern has only the star, and only at its ends, so that an index or a single pass can evaluate it.
    public QueryValue ReadPattern(QueryToken token)
    {
        var text = token.Text;
        if (token.Kind == TokenKind.Quoted) return Pattern(token, text, TextPattern.Contains);
        var (begins, ends) = (text.StartsWith('*'), text.EndsWith('*'));
        var part = text.Trim('*');
        if (part.Contains('*', StringComparison.Ordinal))
        {
            throw new QueryException(token.Position + text.IndexOf(part, StringComparison.Ordinal)
                + part.IndexOf('*', StringComparison.Ordinal),
                "* stands at the beginning or at the end of a pattern; quotes make it a sign like others");
        }
        return Pattern(token, part, (begins, ends) switch
        {
            (false, true) => TextPattern.Begins,
            (true, false) => TextPattern.Ends,
            _ => TextPattern.Contains,
        });
    }

    private QueryValue Pattern(QueryToken token, string part, TextPattern pattern) => part.Length > 0
        ? new QueryValue(token.Text, asked.Kind == FieldKind.Text ? TextKey.Of(part) : part, 0, pattern)
        : throw new QueryException(token.Position, "a pattern has at least one character that is not *");

    private static QueryValue ReadVersion(QueryToken token) => Names.IsValid(token.Text)
        ? new QueryValue(token.Text, VersionKey.Of(token.Text))
        : throw new QueryException(token.Position, $"'{token.Text}' is no version; it has {Names.Rule}");

    private QueryValue ReadChoice(QueryToken token)
    {
        for (var number = 0; number < asked.Choices.Count; number++)
        {
            if (asked.Choices[number] == token.Text) return new QueryValue(token.Text, token.Text, number);
        }
        var closest = Suggestions.Closest(token.Text, asked.Choices);
        var hint = closest is null ? "" : $"; did you mean {closest}?";
        throw new QueryException(token.Position,
            $"'{token.Text}' is no {asked.Name}; expected one of {string.Join(", ", asked.Choices)}{hint}", closest);
    }

    private static QueryValue ReadNumber(QueryToken token) =>
        long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= NumberMax
            ? new QueryValue(token.Text, token.Text, number)
            : throw new QueryException(token.Position, $"'{token.Text}' is no whole number from 0 to {NumberMax}");

    private static QueryValue ReadBytes(QueryToken token)
    {
        var text = token.Text;
        var (unit, bytes) = Units.FirstOrDefault(
            unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        return long.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= BytesMax / bytes
            ? new QueryValue(text, text, number * bytes)
            : throw new QueryException(token.Position,
                $"'{text}' is no number of bytes; expected a whole number, alone or with KiB, MiB, GiB or TiB");
    }

    private static QueryValue ReadAddress(QueryToken token) => AddressKey.Range(token.Text) is { } range
        ? new QueryValue(token.Text, range.First) { Last = range.Last }
        : throw new QueryException(token.Position,
            $"'{token.Text}' is neither an address nor a network; expected for instance 10.1.2.3 or 10.1.0.0/16");

    private static QueryValue ReadAge(QueryToken token)
    {
        var (total, number, digits) = (0L, 0L, 0);
        foreach (var c in token.Text)
        {
            if (char.IsAsciiDigit(c) && ++digits <= 10)
            {
                number = 10 * number + (c - '0');
                continue;
            }
            var unit = c switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
            if (unit == 0 || digits == 0) throw NoAge(token);
            total += number * unit;
            if (total > QueryLimits.AgeDaysMax * 86_400L) throw NoAge(token);
            (number, digits) = (0, 0);
        }
        return digits == 0 && token.Text.Length > 0
            ? new QueryValue(token.Text, token.Text, total * 1000)
            : throw NoAge(token);
    }

    private static QueryException NoAge(QueryToken token) => new(token.Position,
        $"'{token.Text}' is no age; expected numbers with s, m, h, d or w, for instance 90s, 2d, 1d12h, " +
        $"up to {QueryLimits.AgeDaysMax}d");
}
