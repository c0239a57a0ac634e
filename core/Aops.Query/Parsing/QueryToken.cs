namespace Aops.Query.Parsing;

/// <summary>A token of a query.</summary>
/// <param name="Text">The word or the operator; the content of a quoted text.</param>
/// <param name="Position">First character, from 1.</param>
internal readonly record struct QueryToken(TokenKind Kind, string Text, int Position)
{
    /// <summary>Whether the token is this keyword, in any case.</summary>
    public bool Is(string keyword) =>
        Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>The token as an error message shows it.</summary>
    public string Shown => Kind == TokenKind.End ? "the end of the query" : $"'{Text}'";
}

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>A name, a keyword, or a value without quotes.</summary>
    Word,

    /// <summary>A value in quotes.</summary>
    Quoted,

    /// <summary>An operator made of signs.</summary>
    Operator,

    /// <summary>An opening parenthesis.</summary>
    Open,

    /// <summary>A closing parenthesis.</summary>
    Close,

    /// <summary>A comma.</summary>
    Comma,

    /// <summary>The end of the text.</summary>
    End,
}
