namespace Aops.Server.Api;

/// <summary>Where a parameter stands.</summary>
internal enum ApiPlace
{
    Path,
    Query,
    Header,
}
