using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Webhooks;

/// <summary>Reports every fault of a webhook at once; none of its sentences has the address.</summary>
internal static class WebhookValidator
{
    /// <summary>Checks the body of a write.</summary>
    /// <param name="name">The name that the path has; null where the body has to.</param>
    /// <exception cref="RequestFault">It has faults.</exception>
    public static void Check(WebhookRequest request, string? name)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name, name, "a webhook");
        errors.CheckLength("note", request.Note, WebhookLimits.NoteCharsMax);
        if (request.Url is not null || name is null) CheckUrl(request.Url, errors);
        errors.ThrowIfAny();
    }

    private static void CheckUrl(string? text, FieldErrors errors)
    {
        errors.CheckLength("url", text, WebhookLimits.UrlCharsMax);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            errors.Add("url", "is an address that begins with https:// or http://");
            return;
        }
        if (url.UserInfo.Length > 0) errors.Add("url", "has no user and no password: messages are signed");
        if (url.Fragment.Length > 0) errors.Add("url", "has no part behind #");
    }
}
