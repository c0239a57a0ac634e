namespace Aops.Cli.Output;

/// <summary>How data is written to standard output.</summary>
internal enum OutputFormat
{
    /// <summary>Columns for people, as many as the terminal is wide.</summary>
    Table,

    /// <summary>All columns.</summary>
    Wide,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>A JSON document a line.</summary>
    Ndjson,

    /// <summary>YAML; what a file takes.</summary>
    Yaml,

    /// <summary>RFC 4180, with a head.</summary>
    Csv,

    /// <summary>The name or id alone, for the next program of a pipe.</summary>
    Name,
}
