using Aops.Query.Fields;

namespace Aops.Query.Parsing;

/// <summary>
/// Parses a query by recursive descent: <c>or</c> binds weakest, then <c>and</c>, then <c>not</c>. The text is
/// untrusted input, so length, depth and number of terms are bounded (<see cref="QueryLimits"/>).
/// </summary>
public sealed class QueryParser
{
    private readonly QueryLexer _lexer;
    private readonly FieldNames _names;
    private QueryToken _token;
    private int _depth;
    private int _terms;

    private QueryParser(string text, KnownLabels labels)
    {
        _lexer = new QueryLexer(text);
        _names = new FieldNames(labels);
        _token = _lexer.Read();
    }

    /// <summary>Parses a query; the empty text selects every host.</summary>
    /// <param name="labels">Labels that can be named without their prefix.</param>
    /// <exception cref="QueryException">The text is invalid or exceeds a limit.</exception>
    public static QueryNode Parse(string text, KnownLabels labels)
    {
        if (text.Length > QueryLimits.TextCharsMax)
        {
            throw new QueryException(QueryLimits.TextCharsMax + 1,
                $"the query goes on; it has at most {QueryLimits.TextCharsMax} characters");
        }
        return new QueryParser(text, labels).ParseWhole();
    }

    private QueryNode ParseWhole()
    {
        if (_token.Kind == TokenKind.End) return QueryNode.All;
        var query = ParseOr();
        return _token.Kind == TokenKind.End
            ? query
            : throw Unexpected("'and', 'or' or the end of the query");
    }

    private QueryNode ParseOr() => ParseList("or", ParseAnd, static parts => new QueryNode.Or(parts));

    private QueryNode ParseAnd() => ParseList("and", ParseNot, static parts => new QueryNode.And(parts));

    private QueryNode ParseList(
        string keyword, Func<QueryNode> parsePart, Func<IReadOnlyList<QueryNode>, QueryNode> join)
    {
        var first = parsePart();
        if (!_token.Is(keyword)) return first;
        List<QueryNode> parts = [first];
        while (_token.Is(keyword))
        {
            Next();
            parts.Add(parsePart());
        }
        return join(parts);
    }

    private QueryNode ParseNot()
    {
        if (!_token.Is("not")) return ParsePrimary();
        Enter();
        Next();
        var part = ParseNot();
        _depth--;
        return new QueryNode.Not(part);
    }

    private QueryNode ParsePrimary()
    {
        if (_token.Kind != TokenKind.Open) return ParseTerm();
        Enter();
        var open = _token.Position;
        Next();
        var inner = ParseOr();
        if (_token.Kind != TokenKind.Close)
            throw Unexpected($"'and', 'or' or the ')' of the '(' at character {open}");
        Next();
        _depth--;
        return inner;
    }

    private QueryNode ParseTerm()
    {
        if (_token.Kind != TokenKind.Word || _token.Is("and") || _token.Is("or") || _token.Is("in") || _token.Is("has"))
            throw Unexpected("a field, 'not' or '('");
        if (++_terms > QueryLimits.TermsMax)
            throw new QueryException(_token.Position, $"a query has at most {QueryLimits.TermsMax} comparisons");
        var name = _token;
        Next();
        if (_token.Kind == TokenKind.Operator) return ParseComparison(name);
        if (_token.Is("has")) return ParseHas(name);
        if (_token.Is("in")) return ParseIn(name);
        if (!_token.Is("not")) return _names.Alone(name);
        Next();
        return _token.Is("in") ? new QueryNode.Not(ParseIn(name)) : throw Unexpected("'in' after 'not'");
    }

    private QueryNode ParseComparison(QueryToken name)
    {
        var sign = _token;
        var reader = ReaderOf(name, sign.Text, sign);
        Next();
        var value = ReadValue(sign.Text);
        return sign.Text switch
        {
            "=" => reader.Term(QueryOperator.In, reader.Read(value)),
            "!=" => new QueryNode.Not(reader.Term(QueryOperator.In, reader.Read(value))),
            "<" => reader.Term(QueryOperator.Less, reader.Read(value)),
            "<=" => reader.Term(QueryOperator.LessOrEqual, reader.Read(value)),
            ">" => reader.Term(QueryOperator.Greater, reader.Read(value)),
            ">=" => reader.Term(QueryOperator.GreaterOrEqual, reader.Read(value)),
            _ => reader.Term(QueryOperator.Matches, reader.ReadPattern(value)),
        };
    }

    private QueryNode.Term ParseHas(QueryToken name)
    {
        var reader = ReaderOf(name, "has", _token);
        Next();
        return reader.Term(QueryOperator.Has, reader.Read(ReadValue("has")));
    }

    private QueryNode.Term ParseIn(QueryToken name)
    {
        var reader = ReaderOf(name, "in", _token);
        Next();
        if (_token.Kind != TokenKind.Open) throw Unexpected("'(' after 'in'");
        List<QueryValue> values = [];
        do
        {
            Next();
            if (values.Count == QueryLimits.ListValuesMax)
            {
                throw new QueryException(_token.Position,
                    $"'in' takes at most {QueryLimits.ListValuesMax} values");
            }
            values.Add(reader.Read(ReadValue("in (")));
        }
        while (_token.Kind == TokenKind.Comma);
        if (_token.Kind != TokenKind.Close) throw Unexpected("',' or ')'");
        Next();
        return reader.Term(QueryOperator.In, [.. values]);
    }

    private ValueReader ReaderOf(QueryToken name, string sign, QueryToken at)
    {
        var reader = _names.Compared(name);
        return reader.Field.Operators.Contains(sign)
            ? reader
            : throw new QueryException(at.Position,
                $"{name.Text} does not take '{sign}'; expected one of {string.Join(' ', reader.Field.Operators)}");
    }

    private QueryToken ReadValue(string after)
    {
        var value = _token;
        if (value.Kind is not (TokenKind.Word or TokenKind.Quoted)) throw Unexpected($"a value after '{after}'");
        if (value.Text.Length > QueryLimits.ValueCharsMax)
            throw new QueryException(value.Position, $"a value has at most {QueryLimits.ValueCharsMax} characters");
        Next();
        return value;
    }

    private void Enter()
    {
        if (++_depth > QueryLimits.DepthMax)
        {
            throw new QueryException(_token.Position,
                $"at most {QueryLimits.DepthMax} parentheses and 'not' stand within one another");
        }
    }

    private void Next() => _token = _lexer.Read();

    private QueryException Unexpected(string expected) =>
        new(_token.Position, $"expected {expected}, found {_token.Shown}");
}
