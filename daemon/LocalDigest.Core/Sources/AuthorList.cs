using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>A paper's authors out of a written list.</summary>
internal static class AuthorList
{
    public static IReadOnlyList<Author> Read(string? list, PersonListForm form) =>
        [.. PersonList.Read(list ?? "", form).Select(person => new Author(person.Name, person.Affiliation))];
}
