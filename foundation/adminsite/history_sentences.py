"""What the history says of the rows that stand below the programmes: papers, notices, members."""

from foundation.audit.labels import register_actions

register_actions(
    {
        "documents.print_item.queued": "印刷待ちに入れました。",
        "documents.print_item.printed": "印刷済みにしました。",
        "documents.print_item.cancelled": "印刷待ちから外しました。",
        "documents.print_item.handed": "交付・発送を記録しました。",
        "notices.call.logged": "電話したことを記録しました。",
        "notices.notice.queued": "連絡を準備しました。",
        "notices.notice.cancelled": "連絡の送信を取りやめました。",
        "notices.notice.resent": "連絡をもう一度送りました。",
        "notices.notice.settled": "連絡の送信の結果を記録しました。",
        "notices.task.created": "やることを作りました。",
        "notices.task.assigned": "やることの担当者を決めました。",
        "notices.task.closed": "やることを完了にしました。",
        "organizations.membership.created": "職員の所属を登録しました。",
        "organizations.membership.changed": "職員の所属を変更しました。",
        "organizations.membership.handed_over": "仕事を引き継ぎました。",
        "organizations.membership.password_link_sent": "パスワードを決めるメールを送りました。",
        "organizations.membership.second_factor_reset": "二段階認証を解除しました。",
        "organizations.organization.founded": "組織を登録しました。",
        "organizations.link.made": "組織のつながりを登録しました。",
        "organizations.link.ended": "組織のつながりを終わりにしました。",
    }
)
