namespace Aops.Query.Parsing;

/// <summary>A part of a query's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The word or the operator; of a quoted text what is between the quotes.</param>
/// <param name="Position">Where it begins, from 1.</param>
internal readonly record struct QueryToken(TokenKind Kind, string Text, int Position)
{
    /// <summary>Whether it is a word of the language, in whatever case.</summary>
    public bool Is(string keyword) =>
        Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>It in a sentence.</summary>
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
