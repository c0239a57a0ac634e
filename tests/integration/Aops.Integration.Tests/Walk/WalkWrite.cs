namespace Aops.Integration.Tests.Walk;

/// <summary>A request of an operator.</summary>
internal sealed record WalkWrite(HttpMethod Method, string Path, string? Body)
{
    public static WalkWrite Post(string path, string body) => new(HttpMethod.Post, path, body);

    public static WalkWrite Put(string path, string body) => new(HttpMethod.Put, path, body);

    public static WalkWrite Patch(string path, string body) => new(HttpMethod.Patch, path, body);
}
