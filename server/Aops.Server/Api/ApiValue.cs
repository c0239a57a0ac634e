namespace Aops.Server.Api;

/// <summary>What a parameter takes.</summary>
internal enum ApiValue
{
    Text,
    Number,
    Flag,
}
