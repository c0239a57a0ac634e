using System.Text;

namespace Aops.Spm.Playbooks;

/// <summary>Programs in Python that this program carries.</summary>
internal static class PlaybookResource
{
    /// <summary>The text of one.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(PlaybookResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of this program");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
