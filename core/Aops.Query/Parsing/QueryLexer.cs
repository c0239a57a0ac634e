using System.Text;

namespace Aops.Query.Parsing;

/// <summary>Splits a query into tokens, one at a time.</summary>
internal sealed class QueryLexer(string text)
{
    private const string Signs = "=!<>~";
    private const string EndsWord = "()=!<>~,\"'";

    private int _next;

    /// <summary>The next token; at the end of the text always <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="QueryException">A quote is not closed, or a character is not an operator.</exception>
    public QueryToken Read()
    {
        while (_next < text.Length && char.IsWhiteSpace(text[_next])) _next++;
        var start = _next;
        if (start == text.Length) return new QueryToken(TokenKind.End, "", start + 1);
        switch (text[start])
        {
            case '(': return One(TokenKind.Open);
            case ')': return One(TokenKind.Close);
            case ',': return One(TokenKind.Comma);
            case '"' or '\'': return ReadQuoted();
            case var sign when Signs.Contains(sign, StringComparison.Ordinal): return ReadOperator();
        }
        while (_next < text.Length && !EndsWord.Contains(text[_next], StringComparison.Ordinal)
            && !char.IsWhiteSpace(text[_next]))
        {
            if (char.IsControl(text[_next])) throw Control(_next);
            _next++;
        }
        return new QueryToken(TokenKind.Word, text[start.._next], start + 1);
    }

    private QueryToken One(TokenKind kind) => new(kind, text[_next++].ToString(), _next);

    private QueryToken ReadOperator()
    {
        var start = _next;
        while (_next < text.Length && Signs.Contains(text[_next], StringComparison.Ordinal)) _next++;
        var signs = text[start.._next];
        if (signs is not ("=" or "!=" or "<" or "<=" or ">" or ">=" or "~"))
            throw new QueryException(start + 1, $"'{signs}' is no operator; expected one of = != < <= > >= ~");
        return new QueryToken(TokenKind.Operator, signs, start + 1);
    }

    private QueryToken ReadQuoted()
    {
        var start = _next;
        var quote = text[_next++];
        var value = new StringBuilder();
        for (; _next < text.Length; _next++)
        {
            if (text[_next] == quote)
            {
                _next++;
                return new QueryToken(TokenKind.Quoted, value.ToString(), start + 1);
            }
            if (text[_next] == '\\' && _next + 1 < text.Length) _next++;
            if (char.IsControl(text[_next])) throw Control(_next);
            value.Append(text[_next]);
        }
        throw new QueryException(start + 1, $"this quoted text has no end; expected {quote} after it");
    }

    private static QueryException Control(int index) =>
        new(index + 1, "a control character is no part of a query");
}
