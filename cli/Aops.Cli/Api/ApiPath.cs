using System.Text;

namespace Aops.Cli.Api;

/// <summary>Puts a path and its parameters together; parameters without a value are left out.</summary>
internal sealed class ApiPath
{
    private readonly StringBuilder _text;
    private bool _hasParameters;

    private ApiPath(string text) => _text = new StringBuilder(text);

    /// <summary>Begins below <c>/api/v1</c>.</summary>
    /// <param name="parts">Parts of the path, which are escaped.</param>
    public static ApiPath V1(params string[] parts) =>
        new("/api/v1/" + string.Join('/', parts.Select(Uri.EscapeDataString)));

    public static ApiPath Earlier(string path) => new(path);

    public ApiPath With(string name, string? value)
    {
        if (value is null) return this;
        _text.Append(_hasParameters ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _hasParameters = true;
        return this;
    }

    public ApiPath With(string name, bool value) => With(name, value ? "true" : null);

    public ApiPath With(string name, long? value) =>
        With(name, value?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The same path, for the page of a cursor.</summary>
    public ApiPath Next(string cursor) =>
        new ApiPath(_text.ToString()) { _hasParameters = _hasParameters }.With("cursor", cursor);

    public static implicit operator string(ApiPath path) => path._text.ToString();
}
