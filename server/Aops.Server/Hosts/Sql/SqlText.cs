using System.Globalization;
using System.Text;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Sql;

/// <summary>A statement that is made for one request: text of this program, and values that are parameters.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Name, string? Text, long Number)> _values = [];

    /// <summary>Adds text; it never holds a value.</summary>
    public SqlText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a text value.</summary>
    public SqlText Value(string value) => Value(value, 0);

    /// <summary>Adds a number.</summary>
    public SqlText Value(long value) => Value(null, value);

    /// <summary>The statement with its values; the caller disposes it.</summary>
    public StoreCommand Prepare(StoreConnection connection)
    {
        var command = connection.Once(_text.ToString());
        foreach (var (name, text, number) in _values)
        {
            if (text is null) command.Set(name, number);
            else command.Set(name, text);
        }
        return command;
    }

    private SqlText Value(string? text, long number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@v{_values.Count}");
        _values.Add((name, text, number));
        return Add(name);
    }
}
