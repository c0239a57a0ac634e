using System.Globalization;

namespace Aops.Server.Http;

/// <summary>Times outside of JSON, as JSON has them.</summary>
internal static class JsonTime
{
    /// <summary>ISO 8601, UTC.</summary>
    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
